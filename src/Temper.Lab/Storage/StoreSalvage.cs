using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// Copies the sound rows of a store. A table is read from both ends, and what lies between row by row, so that a page that cannot be read costs
/// the rows on it and not all behind it.
/// </summary>
internal static class StoreSalvage
{
    private const long MostBetween = 1_000_000;

    /// <summary>Copies the sound rows.</summary>
    /// <param name="from">The damaged store, in a transaction.</param>
    /// <param name="to">A new store.</param>
    /// <param name="cancellationToken">Ends it between two rows.</param>
    public static IReadOnlyList<SalvagedTable> Copy(StoreConnection from, StoreConnection to, CancellationToken cancellationToken) => to.Write(() =>
    {
        // Documents come before their runs, and members may be left without their study.
        to.Execute("PRAGMA defer_foreign_keys = ON");
        var read = StoreSchema.Sealed.Select(table => CopyRows(from, to, table.Name, cancellationToken)).ToList();
        to.Execute("DELETE FROM documents WHERE run NOT IN (SELECT id FROM runs)");
        to.Execute("DELETE FROM members WHERE study NOT IN (SELECT id FROM studies)");
        foreach (var table in StoreSchema.OfRuns)
        {
            to.Execute($"DELETE FROM {table} WHERE run NOT IN (SELECT id FROM runs)");
        }

        return (IReadOnlyList<SalvagedTable>)[.. StoreSchema.Sealed.Select((table, i) =>
        {
            RowSeals.Recount(to, table.Name);
            var copied = (int)RowSeals.Total(to, table.Name).Rows;
            return new SalvagedTable(table.Name, copied, (int)Math.Max(read[i], Expected(from, table.Name)) - copied);
        })];
    });

    /// <summary>Copies the sound rows of a table.</summary>
    /// <returns>How many could be read, sound or not.</returns>
    private static int CopyRows(StoreConnection from, StoreConnection to, string table, CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        foreach (var row in Reachable(from, table, seen))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.IsSound && (table != "runs" || CopyDocument(from, to, row)))
            {
                Insert(to, table, row.Values);
            }
        }

        return seen.Count;
    }

    /// <summary>Every row that can be read, once.</summary>
    private static IEnumerable<SalvagedRow> Reachable(StoreConnection from, string table, HashSet<long> seen)
    {
        var (first, last) = (0L, 0L);
        foreach (var row in Rows(from, table, "ORDER BY rowid").TakeWhile(row => seen.Add(row.RowId)))
        {
            first = row.RowId;
            yield return row;
        }

        foreach (var row in Rows(from, table, "ORDER BY rowid DESC").TakeWhile(row => seen.Add(row.RowId)))
        {
            last = row.RowId;
            yield return row;
        }

        // Where damage lies at several places, what is between the first and the last of them.
        for (var id = first + 1; id < Math.Min(last, first + MostBetween); id++)
        {
            foreach (var row in Rows(from, table, FormattableString.Invariant($"WHERE rowid = {id}")).Where(row => seen.Add(row.RowId)))
            {
                yield return row;
            }
        }
    }

    /// <summary>How many rows the table says it has; 0 where that cannot be read.</summary>
    private static long Expected(StoreConnection from, string table) =>
        Tried(() => (object)RowSeals.Total(from, table).Rows) is long rows ? Math.Max(0, rows) : 0;

    private static IEnumerable<SalvagedRow> Rows(StoreConnection from, string table, string which)
    {
        using var command = from.Sqlite.CreateCommand();
#pragma warning disable CA2100 // Names of this folder's tables.
        command.CommandText = $"SELECT rowid AS {SalvagedRow.Place}, * FROM {table} NOT INDEXED {which}";
#pragma warning restore CA2100
        using var reader = Tried(() => command.ExecuteReader());
        while (reader is not null && Tried(() => reader.Read() ? reader : null) is not null)
        {
            if (Tried(() => SalvagedRow.Of(table, reader)) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>What SQLite gives, or null where the damage lies.</summary>
    private static T? Tried<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is SqliteException { SqliteErrorCode: not (SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_NOMEM) }
            or StoreException or InvalidCastException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static bool CopyDocument(StoreConnection from, StoreConnection to, SalvagedRow row)
    {
        var id = row.Values.First(value => value.Name == "$id").Value;
        try
        {
            // Reading it checks it.
            _ = from.Query($"SELECT {StoredRows.RunColumns} WHERE runs.id = $id", StoredRows.Run, ("$id", id)).Single();
            var json = from.Texts("SELECT json FROM documents WHERE run = $id", ("$id", id)).Single();
            return to.Execute("INSERT OR IGNORE INTO documents (run, json) VALUES ($id, $json)", ("$id", id), ("$json", json)) > 0;
        }
        catch (Exception error) when (error is StoreException or SqliteException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Insert(StoreConnection to, string table, IReadOnlyList<(string Name, object? Value)> values)
    {
        try
        {
            to.Execute(
                $"INSERT OR IGNORE INTO {table} ({string.Join(", ", values.Select(value => value.Name[1..]))}) "
                    + $"VALUES ({string.Join(", ", values.Select(value => value.Name))})",
                [.. values]);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH)
        {
            // Of a type that the table does not take: not sound, whatever its digest says.
        }
    }
}
