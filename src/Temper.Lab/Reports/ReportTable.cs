namespace Temper.Lab.Reports;

/// <summary>A table of texts; numbers arrive formatted.</summary>
/// <param name="Caption">What stands above it. May be empty.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The cells, one list per row, as many in each as there are columns.</param>
public sealed record ReportTable(
    string Caption,
    IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>
    /// Leading columns that are repeated in each part where the table is too wide for a terminal; 0 where columns may be left out instead.
    /// </summary>
    public int Keys { get; init; }

    /// <summary>Whether a cell says nothing.</summary>
    public static bool IsEmptyCell(string cell) => cell is "" or "-";

    /// <summary>The same without columns in which every cell is empty.</summary>
    public ReportTable WithoutEmptyColumns()
    {
        var kept = Enumerable.Range(0, Columns.Count)
            .Where(c => Rows.Count == 0 || !Rows.All(row => row.Count == Columns.Count && IsEmptyCell(row[c])))
            .ToList();
        return kept.Count == Columns.Count
            ? this
            : this with
            {
                Columns = [.. kept.Select(c => Columns[c])],
                Rows = [.. Rows.Select(row => (IReadOnlyList<string>)[.. kept.Select(c => row[c])])],
            };
    }
}
