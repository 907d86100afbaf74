namespace Temper.Cli.Output;

/// <summary>Tables among a command's results.</summary>
internal static class ReportTables
{
    /// <summary>Prints a table as lines of the result.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="headers">Column titles; a leading '&gt;' aligns to the right.</param>
    /// <param name="rows">Cells.</param>
    public static void Table(this Report report, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        foreach (var line in TextTable.Lines(headers, [.. rows]))
        {
            report.Result(line);
        }
    }
}
