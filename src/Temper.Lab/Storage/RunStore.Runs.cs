namespace Temper.Lab.Storage;

/// <summary>Runs: finding, listing, deleting.</summary>
public sealed partial class RunStore
{
    /// <summary>The run with that id; null if there is none.</summary>
    /// <param name="id">The whole id.</param>
    public StoredRun? Find(string id) => store.Read(() => Stored(id));

    /// <summary>The ids of the runs and studies that begin with these digits, in order; none for no digits.</summary>
    /// <param name="prefix">The first digits of an id.</param>
    public IReadOnlyList<string> FindIds(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length == 0 ? [] : store.Read(() => store.Texts(
            "SELECT id FROM runs WHERE substr(id, 1, length($prefix)) = $prefix UNION SELECT "
                + "id FROM studies WHERE substr(id, 1, length($prefix)) = $prefix ORDER BY id",
            ("$prefix", prefix)));
    }

    /// <summary>The runs with these ids, in their order; ids that are not stored are left out.</summary>
    /// <param name="ids">Whole ids.</param>
    public IReadOnlyList<StoredRun> Get(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return store.Read(() => ids.Select(Stored).OfType<StoredRun>().ToList());
    }

    /// <summary>A line for each run, newest first. Their documents are not read.</summary>
    public IReadOnlyList<RunSummary> List() => store.Read(() => store.Query(StoredRows.Summaries, StoredRows.Summary));

    /// <summary>Where data were that runs were trained on, newest first: the full paths of folders, or "built in".</summary>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    public IReadOnlyList<string> SourcesOf(string datasetHash) => store.Read(() => (IReadOnlyList<string>)[.. store.Query(
        """
        SELECT json_extract(documents.json, '$.datasetSource') FROM
            (SELECT id FROM runs WHERE dataset_hash = $dataset_hash ORDER BY finished DESC, rowid DESC LIMIT 100) AS newest
            JOIN documents ON documents.run = newest.id WHERE json_valid(documents.json)
        """,
        static row => row.IsDBNull(0) ? null : row.GetString(0),
        ("$dataset_hash", datasetHash)).OfType<string>().Distinct()]);

    /// <summary>Deletes a run, with its tags and its note.</summary>
    /// <param name="id">The whole id.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StoreException">A study names it.</exception>
    public bool DeleteRun(string id) => store.Write(() =>
    {
        var studies = store.Texts("SELECT DISTINCT study FROM members WHERE run = $run ORDER BY study", ("$run", id));
        return studies.Count == 0
            ? DeleteRows(id)
            : throw new StoreException(
                $"{Path}: run {id} belongs to {(studies.Count == 1 ? "study" : "studies")} {string.Join(", ", studies)}; "
                    + $"delete {(studies.Count == 1 ? "it" : "them")} first.");
    });

    private StoredRun? Stored(string id) =>
        store.Query($"SELECT {StoredRows.RunColumns} WHERE runs.id = $id", StoredRows.Run, ("$id", id)).SingleOrDefault();

    /// <summary>The document goes with it.</summary>
    private bool DeleteRows(string id)
    {
        var isThere = store.Execute("DELETE FROM runs WHERE id = $id", ("$id", id)) > 0;
        RowSeals.RecountRuns(store);
        return isThere;
    }
}
