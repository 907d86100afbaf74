using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// Whether a store says what was written into it. The quick look is taken whenever a store is opened: SQLite's own check of the small tables
/// and their indexes, each row's digest, each table's total. Documents, by far the most bytes, are looked at when they are read; the thorough
/// look reads them all.
/// </summary>
internal static class StoreCheck
{
    private const int MostFaults = 100;

    /// <summary>Tables and indexes that a store has and this one lacks.</summary>
    public static IReadOnlyList<string> Missing(StoreConnection store)
    {
        var found = store.Query(StoreSchema.ObjectsQuery, SchemaObject.Of).Select(one => (one.Type, one.Name)).ToHashSet();
        return [.. StoreSchema.Objects.Where(one => !found.Contains((one.Type, one.Name))).Select(one => $"no {one.Type} {one.Name}")];
    }

    /// <summary>Objects in the file that no store has, or not so.</summary>
    /// <param name="store">The store, in a transaction.</param>
    public static IReadOnlyList<string> Foreign(StoreConnection store) =>
        [.. store
            .Query(StoreSchema.ObjectsQuery, SchemaObject.Of)
            .Where(one => !StoreSchema.Objects.Contains(one))
            .Select(one => $"{one.Type} {one.Name} is not as a store's")];

    /// <summary>What is wrong with the small tables, at most 100 sentences.</summary>
    /// <param name="store">The store, in a transaction.</param>
    public static IReadOnlyList<string> Quick(StoreConnection store)
    {
        var faults = new List<string>();
        foreach (var (table, key) in StoreSchema.Sealed)
        {
            // In one text: SQLite gives a line for each thing that it finds.
            faults.AddRange(store
                .Texts($"PRAGMA integrity_check({table})")
                .Where(line => line != "ok")
                .Select(line => $"table {table}: {line.ReplaceLineEndings(" ")}"));
            var (rows, total) = (0L, RowDigest.Zero);
            var (digest, before) = (new RowDigest(table), faults.Count);
            foreach (var (name, sound) in store.Query($"SELECT * FROM {table} NOT INDEXED", row => Row(digest, table, key, row)))
            {
                rows++;
                if (sound is null)
                {
                    faults.Add($"{name} is not as it was stored");
                    continue;
                }

                total = RowDigest.Add(total, sound);
            }

            var (expected, digests) = RowSeals.Total(store, table);

            // A row that is not as it was stored is reported once.
            if (rows == expected && total != digests && faults.Count > before)
            {
                continue;
            }

            if (rows != expected || total != digests)
            {
                faults.Add(FormattableString.Invariant($"table {table}: {rows} rows, expected {expected}{(rows == expected ? " others" : "")}"));
            }
        }

        return [.. faults.Take(MostFaults)];
    }

    /// <summary>What is wrong anywhere, documents and SQLite's own pages included, at most 100 sentences.</summary>
    /// <param name="store">The store, in a transaction.</param>
    /// <param name="cancellationToken">Ends the look between two runs.</param>
    public static IReadOnlyList<string> Thorough(StoreConnection store, CancellationToken cancellationToken)
    {
        List<string> faults = [.. Missing(store), .. Foreign(store), .. Quick(store)];
        faults.AddRange(store.Texts("PRAGMA integrity_check").Where(line => line != "ok").Select(line => line.ReplaceLineEndings(" ")));
        foreach (var id in store.Texts("SELECT id FROM runs NOT INDEXED"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _ = store.Query($"SELECT {StoredRows.RunColumns} WHERE runs.id = $id", StoredRows.Run, ("$id", id));
            }
            catch (Exception error) when (error is StoreException or SqliteException)
            {
                faults.Add($"run {id}: {StoreErrors.Said(error.InnerException ?? error)}");
            }
        }

        return [.. faults.Distinct().Take(MostFaults)];
    }

    /// <summary>The digest of a sound row; of one that is not as it was stored, null and its name for people.</summary>
    private static (string Name, string? Digest) Row(RowDigest digest, string table, IReadOnlyList<string> key, SqliteDataReader row)
    {
        var (computed, stored) = digest.Of(row);
        return stored == computed
            ? ("", stored)
            : ($"{table} {string.Join(' ', key.Select(column => row.GetValue(row.GetOrdinal(column))))}", null);
    }
}
