namespace Temper.Lab.Storage;

/// <summary>Writes digests: of rows as they are stored, and of tables. Always inside the transaction that writes the row.</summary>
internal static class RowSeals
{
    /// <summary>Gives a row its digest and counts it.</summary>
    /// <param name="store">The store, in a transaction.</param>
    /// <param name="table">The row's table.</param>
    /// <param name="where">What finds the row.</param>
    /// <param name="values">The values of <paramref name="where"/>.</param>
    /// <remarks>For a row that is new; after a change or a deletion, <see cref="Recount"/> says what the table has now.</remarks>
    public static void Add(StoreConnection store, string table, string where, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var digest = Write(store, table, where, values);
        var (rows, total) = Total(store, table);
        SetTotal(store, table, rows + 1, RowDigest.Add(total, digest));
    }

    /// <summary>Gives a row its digest; the table's total is left to <see cref="Recount"/>.</summary>
    /// <returns>The digest.</returns>
    public static string Write(StoreConnection store, string table, string where, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var digest = store.Query($"SELECT * FROM {table} WHERE {where}", row => new RowDigest(table).Of(row).Computed, values).Single();
        store.Execute($"UPDATE {table} SET {RowDigest.Column} = $digest WHERE {where}", [("$digest", digest), .. values]);
        return digest;
    }

    /// <summary>Counts a table's rows and digests anew.</summary>
    public static void Recount(StoreConnection store, string table)
    {
        var digests = store.Query($"SELECT {RowDigest.Column} FROM {table}", static row => row.GetString(0));
        SetTotal(store, table, digests.Count, digests.Aggregate(RowDigest.Zero, RowDigest.Add));
    }

    /// <summary>Counts anew what changes when runs are deleted.</summary>
    public static void RecountRuns(StoreConnection store)
    {
        foreach (var table in StoreSchema.OfRuns.Append("runs"))
        {
            Recount(store, table);
        }
    }

    /// <summary>How many rows a table should have, and the total of their digests.</summary>
    public static (long Rows, string Digests) Total(StoreConnection store, string table) =>
        store.Query(
            "SELECT row_count, digests FROM totals WHERE name = $name",
            static row => (row.GetInt64(0), RowDigest.Add(RowDigest.Zero, row.GetString(1))),
            ("$name", table))
            is [var total] ? total : (-1, RowDigest.Zero);

    private static void SetTotal(StoreConnection store, string table, long rows, string digests) => store.Execute(
        "INSERT INTO totals (name, row_count, digests) VALUES ($name, $rows, $digests) ON CONFLICT (name) "
            + "DO UPDATE SET row_count = excluded.row_count, digests = excluded.digests",
        ("$name", table), ("$rows", rows), ("$digests", digests));
}
