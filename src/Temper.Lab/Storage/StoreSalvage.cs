using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// Copies the sound rows of a store. A table is read from both ends, so that a page that cannot be read costs the rows on it and not all
/// behind it.
/// </summary>
internal static class StoreSalvage
{
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
        return (IReadOnlyList<SalvagedTable>)[.. StoreSchema.Sealed.Select((table, i) =>
        {
            RowSeals.Recount(to, table.Name);
            var copied = (int)RowSeals.Total(to, table.Name).Rows;
            return new SalvagedTable(table.Name, copied, read[i] - copied);
        })];
    });

    /// <summary>Copies the sound rows of a table.</summary>
    /// <returns>How many could be read, sound or not.</returns>
    private static int CopyRows(StoreConnection from, StoreConnection to, string table, CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        foreach (var order in new[] { "ASC", "DESC" })
        {
            foreach (var row in Rows(from, table, order).TakeWhile(row => seen.Add(row.RowId)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (row.IsSound && (table != "runs" || CopyDocument(from, to, row)))
                {
                    Insert(to, table, row.Values);
                }
            }
        }

        return seen.Count;
    }

    private static IEnumerable<SalvagedRow> Rows(StoreConnection from, string table, string order)
    {
        using var command = from.Sqlite.CreateCommand();
#pragma warning disable CA2100 // Names of this folder's tables.
        command.CommandText = $"SELECT rowid AS {SalvagedRow.Place}, * FROM {table} NOT INDEXED ORDER BY rowid {order}";
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
        catch (Exception error) when (error is SqliteException or InvalidCastException or InvalidOperationException or FormatException or ArgumentException)
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
                $"INSERT OR IGNORE INTO {table} ({string.Join(", ", values.Select(value => value.Name[1..]))}) VALUES ({string.Join(", ", values.Select(value => value.Name))})",
                [.. values]);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH)
        {
            // Of a type that the table does not take: not sound, whatever its digest says.
        }
    }
}
