namespace Temper.Lab.Storage;

/// <summary>What people write to runs.</summary>
public sealed partial class RunStore
{
    /// <summary>Gives a run tags, beside those it has.</summary>
    /// <param name="runId">The whole id.</param>
    /// <param name="tags">Words, as <see cref="RunTag.Check"/> wants them.</param>
    /// <exception cref="SpecException">One of them is none.</exception>
    /// <exception cref="StoreException">There is no such run.</exception>
    public void Tag(string runId, IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (var tag in tags)
        {
            RunTag.Check(tag);
        }

        store.Write(() =>
        {
            RequireRun(runId);
            foreach (var tag in tags)
            {
                if (store.Execute("INSERT OR IGNORE INTO tags (run, tag) VALUES ($run, $tag)", ("$run", runId), ("$tag", tag)) > 0)
                {
                    RowSeals.Add(store, "tags", "run = $run AND tag = $tag", ("$run", runId), ("$tag", tag));
                }
            }
        });
    }

    /// <summary>Takes tags from a run.</summary>
    /// <param name="runId">The whole id.</param>
    /// <param name="tags">The tags.</param>
    /// <returns>Those of them that it had.</returns>
    /// <exception cref="StoreException">There is no such run.</exception>
    public IReadOnlyList<string> Untag(string runId, IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return store.Write(() =>
        {
            RequireRun(runId);
            var taken = tags
                .Distinct()
                .Where(tag => store.Execute("DELETE FROM tags WHERE run = $run AND tag = $tag", ("$run", runId), ("$tag", tag)) > 0)
                .ToList();
            RowSeals.Recount(store, "tags");
            return taken;
        });
    }

    /// <summary>Writes a note to a run, in the place of the one that it has.</summary>
    /// <param name="runId">The whole id.</param>
    /// <param name="note">The note; an empty one takes it away.</param>
    /// <exception cref="SpecException">It has hidden characters, or is too long.</exception>
    /// <exception cref="StoreException">There is no such run.</exception>
    public void SetNote(string runId, string note)
    {
        RunTag.CheckNote(note);
        store.Write(() =>
        {
            RequireRun(runId);
            store.Execute("DELETE FROM notes WHERE run = $run", ("$run", runId));
            if (note.Length > 0)
            {
                store.Execute("INSERT INTO notes (run, note) VALUES ($run, $note)", ("$run", runId), ("$note", note));
                RowSeals.Write(store, "notes", "run = $run", ("$run", runId));
            }

            RowSeals.Recount(store, "notes");
        });
    }

    /// <summary>A run's tags, in order.</summary>
    /// <param name="runId">The whole id.</param>
    public IReadOnlyList<string> TagsOf(string runId) =>
        store.Read(() => (IReadOnlyList<string>)[.. store.Texts(
            "SELECT tag FROM tags WHERE run = $run", ("$run", runId)).Order(StringComparer.Ordinal)]);

    /// <summary>A run's note; null if it has none.</summary>
    /// <param name="runId">The whole id.</param>
    public string? NoteOf(string runId) =>
        store.Read(() => store.Texts("SELECT note FROM notes WHERE run = $run", ("$run", runId)).SingleOrDefault());

    private void RequireRun(string id)
    {
        if (store.Number("SELECT count(*) FROM runs WHERE id = $id", ("$id", id)) == 0)
        {
            throw new StoreException($"{Path}: expected the id of a run, received \"{id}\", which no run has; the list of runs has the ids.");
        }
    }
}
