namespace Temper.Lab.Storage;

/// <summary>What collecting garbage removed, or would remove.</summary>
/// <param name="IsDryRun">Whether nothing was removed.</param>
/// <param name="Runs">Ids of the runs that no study and no command names, without tag and note.</param>
/// <param name="Claims">Ids of the runs that dead workers had claimed.</param>
/// <param name="LockFiles">Paths of the lock files of dead workers.</param>
/// <param name="Bytes">Size of the removed runs' documents.</param>
public sealed record GarbageReport(
    bool IsDryRun, IReadOnlyList<string> Runs, IReadOnlyList<string> Claims, IReadOnlyList<string> LockFiles, long Bytes);
