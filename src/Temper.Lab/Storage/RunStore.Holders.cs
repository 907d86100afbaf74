using System.Globalization;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>Who has claimed what.</summary>
public sealed partial class RunStore
{
    /// <summary>Who carries a run out, in words: the process, its machine, since when, and whether it is stopped; null if nobody has claimed it.</summary>
    /// <param name="runId">The run.</param>
    public string? HolderOf(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var claim = store.Read(() => store.Query(
            "SELECT worker, claimed FROM claims WHERE run = $run", static row => (Worker: row.GetString(0), Claimed: row.GetString(1)), ("$run", runId)));
        if (claim is not [var (worker, claimed)])
        {
            return null;
        }

        return LockHolder.Of(worker) is { } holder
            && DateTimeOffset.TryParse(claimed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
                ? holder.Words(workers.PathOf(worker), since)
                : "another process";
    }
}
