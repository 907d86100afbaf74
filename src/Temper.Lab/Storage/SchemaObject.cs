using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>A table, index, trigger or view of an SQLite file.</summary>
/// <param name="Type">"table", "index", "trigger" or "view".</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it belongs to.</param>
/// <param name="Sql">The statement that made it; empty for an index that a key brings along.</param>
internal sealed record SchemaObject(string Type, string Name, string Table, string Sql)
{
    /// <summary>From the columns of <see cref="StoreSchema.ObjectsQuery"/>.</summary>
    public static SchemaObject Of(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
}
