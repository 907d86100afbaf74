namespace Temper.Lab.Storage;

/// <summary>Looks at the test set outside of studies.</summary>
public sealed partial class RunStore
{
    // Whoever only counts has finished its work and is waited for; studies hold the store for milliseconds at a time.
    private const int CountingSeconds = 2;

    /// <summary>
    /// Writes down that a command outside of studies has opened the test set. The same command about the same thing is counted once: its
    /// bits are the same. The store is made if it is missing, and waited for 2 s at most.
    /// </summary>
    /// <param name="path">The store's file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="look">Who looked at what.</param>
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be made, opened or written to.</exception>
    public static void Count(string path, TimeProvider time, SingleLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
        using var opened = Open(path, time, CountingSeconds);
        var store = opened.store;
        store.Write(() =>
        {
            if (store.Execute(
                """
                INSERT INTO single_looks (command, at, dataset_hash, subject) VALUES ($command, $at, $dataset_hash, $subject)
                ON CONFLICT (dataset_hash, command, subject) DO NOTHING
                """,
                ("$command", look.Command),
                ("$at", StoredRows.Text(time.GetUtcNow())),
                ("$dataset_hash", look.DatasetHash),
                ("$subject", look.Subject)) > 0)
            {
                RowSeals.Add(store, "single_looks", "rowid = last_insert_rowid()");
            }
        });
    }

    /// <summary>How many looks at these data there were outside of studies.</summary>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    public int SingleLooks(string datasetHash) => store.Read(() => (int)store.Number(
        "SELECT count(*) FROM single_looks WHERE dataset_hash = $dataset_hash", ("$dataset_hash", datasetHash)));
}
