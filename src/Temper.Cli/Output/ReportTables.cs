using Temper.Lab.Reports;

namespace Temper.Cli.Output;

/// <summary>Tables among a command's results.</summary>
internal static class ReportTables
{
    /// <summary>Prints a table as lines of the result: as wide as the terminal, and where there is none as wide as it is.</summary>
    /// <param name="columns">Its columns. Those whose cells are all empty are left out.</param>
    /// <param name="rows">Cells, one per column in each row.</param>
    /// <param name="keys">Leading columns that are repeated in each part of a table that is too wide; 0 to leave columns out instead.</param>
    public static void Table(this Report report, IReadOnlyList<ReportColumn> columns, IEnumerable<IReadOnlyList<string>> rows, int keys = 0)
    {
        // Before it is laid out: what is hidden has no width.
        var visible = rows.Select(row => (IReadOnlyList<string>)[.. row.Select(VisibleText.Line)]);
        var titled = columns.Select(column => column with { Header = VisibleText.Line(column.Header) });
        foreach (var line in TextTable.Lines([.. titled], [.. visible], report.Columns, keys))
        {
            report.Result(line);
        }
    }
}
