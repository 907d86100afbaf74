using System.Globalization;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>Who holds which lease.</summary>
public sealed partial class RunStore
{
    /// <summary>
    /// Who carries a run out, in words: the process, its machine, since when, and whether it is stopped; null if nobody holds its lease.
    /// </summary>
    /// <param name="runId">The run.</param>
    public string? HolderOf(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var lease = store.Read(() => store.Query(
            "SELECT worker, since FROM leases WHERE run = $run", static row => (Worker: row.GetString(0), Since: row.GetString(1)), ("$run", runId)));
        if (lease is not [var (worker, text)])
        {
            return null;
        }

        return LockHolder.Of(worker) is { } holder
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
                ? holder.Words(workers.PathOf(worker), since)
                : "another process";
    }
}
