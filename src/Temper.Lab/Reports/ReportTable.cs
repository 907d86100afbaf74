namespace Temper.Lab.Reports;

/// <summary>A table of texts; numbers arrive formatted.</summary>
/// <param name="Caption">What stands above it. May be empty.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The cells, one list per row, as many in each as there are columns.</param>
public sealed record ReportTable(
    string Caption,
    IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows);
