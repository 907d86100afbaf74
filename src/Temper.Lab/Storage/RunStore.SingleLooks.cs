namespace Temper.Lab.Storage;

/// <summary>Looks at the test set outside of studies.</summary>
public sealed partial class RunStore
{
    private const int CountingSeconds = 2;

    /// <summary>
    /// Writes down that a command outside of studies has opened the test set. The same command about the same thing is counted once: its
    /// bits are the same.
    /// </summary>
    /// <param name="look">Who looked at what.</param>
    /// <exception cref="StoreException">The store is damaged.</exception>
    /// <exception cref="IOException">The store cannot be written to.</exception>
    public void Count(SingleLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
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

    /// <summary>
    /// Opens a store, which is made if it is missing, for somebody whose work is finished and
    /// who waits for 2 s at most, and not 30: studies hold the store for milliseconds at a time.
    /// </summary>
    internal static RunStore OpenBriefly(string path, TimeProvider time) => Open(path, time, CountingSeconds);

    /// <summary>How many looks at these data there were outside of studies.</summary>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    public int SingleLooks(string datasetHash) => store.Read(() => (int)store.Number(
        "SELECT count(*) FROM single_looks WHERE dataset_hash = $dataset_hash", ("$dataset_hash", datasetHash)));
}
