namespace Temper.Lab.Storage;

/// <summary>What nobody needs any more.</summary>
public sealed partial class RunStore
{
    /// <summary>
    /// Removes the runs that nothing names, the leases of dead workers and their lock files, and gives the file's free
    /// pages back to the disk. Studies and looks stay, and the runs that a study or a command outside of studies has asked for, or that have a
    /// tag or a note; so does what living workers hold leases on.
    /// </summary>
    /// <param name="dryRun">Only tell what would be removed.</param>
    /// <returns>What was, or would be, removed.</returns>
    /// <exception cref="IOException">The store cannot be written to, or the disk lacks space for the smaller copy of the file.</exception>
    public GarbageReport CollectGarbage(bool dryRun)
    {
        var report = dryRun ? store.Write(() => Garbage(dryRun: true)) : store.Write(() =>
        {
            var garbage = Garbage(dryRun: false);
            foreach (var run in garbage.Runs)
            {
                store.Execute("DELETE FROM runs WHERE id = $id", ("$id", run));
            }

            RowSeals.RecountRuns(store);

            foreach (var run in garbage.Leases)
            {
                store.Execute("DELETE FROM leases WHERE run = $run", ("$run", run));
            }

            workers.Tidy();
            return garbage;
        });
        if (!dryRun)
        {
            store.Alone("VACUUM");

            // The smaller file is in the write-ahead log now; this moves it into the file, unless others are reading.
            store.Alone("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        return report;
    }

    private GarbageReport Garbage(bool dryRun)
    {
        var unnamed = string.Join(
            " AND ", StoreSchema.OfRuns.Append("members").Select(table => $"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.run = runs.id)"));
        var runs = store.Texts($"SELECT id FROM runs WHERE {unnamed} ORDER BY id");
        var bytes = store.Number(
            $"SELECT coalesce(sum(length(CAST(json AS BLOB))), 0) FROM runs JOIN documents ON documents.run = runs.id WHERE {unnamed}");
        var leases = store.Query("SELECT run, worker FROM leases ORDER BY run", static row => (Run: row.GetString(0), Worker: row.GetString(1)));
        var files = workers.Workers();
        var dead = leases.Select(lease => lease.Worker).Concat(files).Distinct()
            .Where(worker => worker != workers.Worker && workers.IsDead(worker, delete: !dryRun)).ToHashSet();
        return new GarbageReport(
            dryRun,
            runs,
            [.. leases.Where(lease => dead.Contains(lease.Worker)).Select(lease => lease.Run)],
            [.. files.Where(dead.Contains).Select(workers.PathOf)],
            bytes);
    }
}
