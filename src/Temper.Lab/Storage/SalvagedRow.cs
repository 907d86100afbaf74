using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>A row that could be read from a damaged store.</summary>
/// <param name="RowId">Where it stands in its table.</param>
/// <param name="IsSound">Whether it is as its digest says.</param>
/// <param name="Values">Its columns, as parameters.</param>
internal sealed record SalvagedRow(long RowId, bool IsSound, IReadOnlyList<(string Name, object? Value)> Values)
{
    /// <summary>The name that the query gives the row's place; it is no column.</summary>
    public const string Place = "salvaged_rowid";

    /// <summary>The row that a reader stands on.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="row">Its place, and all its columns.</param>
    public static SalvagedRow Of(string table, SqliteDataReader row)
    {
        var (computed, stored) = new RowDigest(table).Of(row);
        var values = Enumerable.Range(0, row.FieldCount)
            .Where(column => row.GetName(column) != Place)
            .Select(column => ($"${row.GetName(column)}", row.IsDBNull(column) ? null : (object?)row.GetValue(column)));
        return new SalvagedRow(row.GetInt64(row.GetOrdinal(Place)), stored == computed, [.. values]);
    }
}
