namespace Temper.Lab.Storage;

/// <summary>What collecting garbage removed, or would remove.</summary>
/// <param name="IsDryRun">Whether nothing was removed.</param>
/// <param name="Runs">Ids of the runs that no study and no command names, without tag and note.</param>
/// <param name="Leases">Ids of the runs whose leases dead workers held.</param>
/// <param name="LockFiles">Paths of the lock files of dead workers.</param>
/// <param name="Bytes">Size of the removed runs' documents.</param>
public sealed record GarbageReport(
    bool IsDryRun, IReadOnlyList<string> Runs, IReadOnlyList<string> Leases, IReadOnlyList<string> LockFiles, long Bytes);
