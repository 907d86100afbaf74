namespace Temper.Lab.Storage;

/// <summary>Studies, and their looks at the test set.</summary>
public sealed partial class RunStore
{
    /// <summary>
    /// Stores a study. If it is there already, title, plan and command become the new ones, members are added, and the
    /// moment of its creation and every member it had stay.
    /// </summary>
    /// <param name="study">The study; its runs need not be stored yet.</param>
    /// <exception cref="StoreException">
    /// The store has a study of another kind or of other data under this id, or the kind is not a word of small letters.
    /// </exception>
    public void SaveStudy(StoredStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (!StoredNames.IsKind(study.Kind))
        {
            throw new StoreException(
                $"{Path}: study {study.Id}: expected a kind of small letters, received \"{study.Kind}\"; it is part of the name of a folder.");
        }

        store.Write(() =>
        {
            if (Study(study.Id) is { } before && (before.Kind != study.Kind || before.DatasetHash != study.DatasetHash))
            {
                throw new StoreException(
                    $"{Path}: study {study.Id}: expected kind {before.Kind} and data {before.DatasetHash}, "
                        + $"as stored before, received {study.Kind} and {study.DatasetHash}; give it another id.");
            }

            store.Execute(
                $"""
                INSERT INTO studies ({StoredRows.StudyColumns}) VALUES ($id, $kind, $title, $plan, $command, $dataset_hash, $created)
                ON CONFLICT (id) DO UPDATE SET title = excluded.title, plan = excluded.plan, command = excluded.command
                """,
                ("$id", study.Id),
                ("$kind", study.Kind),
                ("$title", study.Title),
                ("$plan", study.Plan),
                ("$command", study.Command),
                ("$dataset_hash", study.DatasetHash),
                ("$created", StoredRows.Text(study.Created)));
            RowSeals.Write(store, "studies", "id = $id", ("$id", study.Id));
            RowSeals.Recount(store, "studies");
            foreach (var member in study.Members)
            {
                if (store.Execute(
                    "INSERT OR IGNORE INTO members (study, purpose, arm, seed, run) VALUES ($study, $purpose, $arm, $seed, $run)",
                    ("$study", study.Id),
                    ("$purpose", member.Purpose),
                    ("$arm", member.Arm),
                    ("$seed", StoredRows.Signed(member.Seed)),
                    ("$run", member.RunId)) > 0)
                {
                    RowSeals.Write(store, "members", "rowid = last_insert_rowid()");
                }
            }

            RowSeals.Recount(store, "members");
        });
    }

    /// <summary>The study with that id, or the only one whose id begins with it; null if there is none.</summary>
    /// <param name="idOrPrefix">An id or its first digits.</param>
    /// <exception cref="StoreException">Several begin with it.</exception>
    public StoredStudy? FindStudy(string idOrPrefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrPrefix);
        return store.Read(() =>
        {
            if (Study(idOrPrefix) is { } exact)
            {
                return exact;
            }

            var ids = store.Texts("SELECT id FROM studies WHERE substr(id, 1, length($prefix)) = $prefix ORDER BY id", ("$prefix", idOrPrefix));
            return ids.Count <= 1
                ? ids.Select(Study).SingleOrDefault()
                : throw new StoreException(
                    $"{Path}: expected the id of one study, received \"{idOrPrefix}\", with which {string.Join(", ", ids)} begin; give more digits.");
        });
    }

    /// <summary>All studies, newest first.</summary>
    public IReadOnlyList<StoredStudy> Studies() => store.Read(() => store
        .Query($"SELECT {StoredRows.StudyColumns} FROM studies ORDER BY created DESC, rowid DESC", StoredRows.Study)
        .ConvertAll(WithMembers));

    /// <summary>
    /// Deletes a study and those of its runs that no other study and no command outside of studies has asked for. Its looks stay: what was seen
    /// cannot be unseen.
    /// </summary>
    /// <param name="id">The whole id.</param>
    /// <exception cref="StoreException">There is no such study.</exception>
    public void DeleteStudy(string id) => store.Write(() =>
    {
        RequireStudy(id);
        store.Execute(
            """
            DELETE FROM runs WHERE id IN (SELECT run FROM members WHERE study = $study)
                AND id NOT IN (SELECT run FROM members WHERE study <> $study) AND id NOT IN (SELECT run FROM single_runs)
            """,
            ("$study", id));
        store.Execute("DELETE FROM studies WHERE id = $study", ("$study", id));
        RowSeals.RecountRuns(store);
        RowSeals.Recount(store, "studies");
        RowSeals.Recount(store, "members");
    });

    /// <summary>
    /// Writes down that a study opens the test set. The same runs looked at again are no new look: the stored one is
    /// returned, with what was seen then.
    /// </summary>
    /// <param name="studyId">The study.</param>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    /// <param name="seeds">Seeds of each arm that are looked at.</param>
    /// <param name="runs">Hash over the ids of the runs that are looked at.</param>
    /// <param name="result">What is seen, a JSON document.</param>
    /// <exception cref="StoreException">There is no such study.</exception>
    public TestLook Look(string studyId, string datasetHash, int seeds, string runs, string result) => store.Write(() =>
    {
        RequireStudy(studyId);
        var isNew = store.Execute(
            $"""
            INSERT INTO looks ({StoredRows.LookColumns})
            VALUES ($study, (SELECT coalesce(max(number), 0) + 1 FROM looks WHERE study = $study), $at, $seeds, $dataset_hash, $runs, $result)
            ON CONFLICT (study, runs) DO NOTHING
            """,
            ("$study", studyId),
            ("$at", StoredRows.Text(time.GetUtcNow())),
            ("$seeds", seeds),
            ("$dataset_hash", datasetHash),
            ("$runs", runs),
            ("$result", result)) > 0;
        if (isNew)
        {
            RowSeals.Add(store, "looks", "rowid = last_insert_rowid()");
        }

        return store.Query(
            $"SELECT {StoredRows.LookColumns} FROM looks WHERE study = $study AND runs = $runs",
            StoredRows.Look,
            ("$study", studyId),
            ("$runs", runs)).Single();
    });

    /// <summary>A study's looks, in order; also those of a study that was deleted.</summary>
    /// <param name="studyId">The whole id.</param>
    public IReadOnlyList<TestLook> Looks(string studyId) => store.Read(() => store.Query(
        $"SELECT {StoredRows.LookColumns} FROM looks WHERE study = $study ORDER BY number", StoredRows.Look, ("$study", studyId)));

    /// <summary>All looks at a data set, in order; also those of studies that were deleted.</summary>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    public IReadOnlyList<TestLook> LooksAt(string datasetHash) => store.Read(() => store.Query(
        $"SELECT {StoredRows.LookColumns} FROM looks WHERE dataset_hash = $dataset_hash ORDER BY at, rowid",
        StoredRows.Look,
        ("$dataset_hash", datasetHash)));

    /// <summary>How many looks at the same data other studies have had.</summary>
    /// <param name="studyId">The study whose own looks do not count.</param>
    /// <param name="datasetHash">SHA-256 over the data set's sizes, pixels and labels.</param>
    public int OtherLooks(string studyId, string datasetHash) => store.Read(() => (int)store.Number(
        "SELECT count(*) FROM looks WHERE dataset_hash = $dataset_hash AND study <> $study", ("$dataset_hash", datasetHash), ("$study", studyId)));

    private StoredStudy? Study(string id) => store
        .Query($"SELECT {StoredRows.StudyColumns} FROM studies WHERE id = $id", StoredRows.Study, ("$id", id))
        .Select(WithMembers)
        .SingleOrDefault();

    private StoredStudy WithMembers(StoredStudy study) => study with
    {
        Members = store.Query(
            "SELECT purpose, arm, seed, run FROM members WHERE study = $study ORDER BY position", StoredRows.Member, ("$study", study.Id)),
    };

    private void RequireStudy(string id)
    {
        if (store.Number("SELECT count(*) FROM studies WHERE id = $id", ("$id", id)) == 0)
        {
            throw new StoreException(
                $"{Path}: expected the id of a study, received \"{id}\", which no study has: it never existed, "
                + "or it was deleted meanwhile and its command starts it again; the list of studies has the ids.");
        }
    }
}
