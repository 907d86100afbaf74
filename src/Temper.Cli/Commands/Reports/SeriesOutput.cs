using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Reports;

/// <summary>Prints and writes the report of studies side by side.</summary>
internal static class SeriesOutput
{
    /// <summary>Writes page, Markdown and picture, and prints the answer and the tables, or the document that was asked for.</summary>
    public static void Print(Report report, StudySeries series, string? given, bool isMarkdown, bool isCsv, bool isOpened, Terminal terminal)
    {
        var folder = terminal.FullPath(given ?? Path.Combine("runs", $"series-{series.Id}"));
        using var held = RunFolder.Take(folder, series.Id, isShared: true);
        var made = new SeriesReport(series);
        foreach (var (name, svg) in made.Pictures)
        {
            AtomicFile.WriteIn(folder, name, svg);
        }

        AtomicFile.WriteIn(folder, "report.md", made.Markdown());
        AtomicFile.WriteIn(folder, RunFolder.ReportName, made.Page());
        foreach (var sentence in series.Confounded.Concat(series.Answer).Append($"This holds for {series.Conditions}. {series.Caution}"))
        {
            report.Result(sentence);
        }

        foreach (var warning in series.Warnings)
        {
            report.Info($"warning: {warning}");
        }

        foreach (var table in new[] { SeriesReport.Answers(series), SeriesReport.Scores(series) })
        {
            report.Result();
            report.Result(table.Caption);
            report.Table(table.Columns, table.Rows, table.Keys);
        }

        report.Info();
        report.Place("Report", Path.Combine(folder, RunFolder.ReportName));
        if (isMarkdown)
        {
            report.Page(made.Markdown());
        }
        else if (isCsv)
        {
            report.Page(ResultsCsv.Write(series.Studies, new ChapterSubject()).TrimEnd('\n'));
        }

        if (isOpened)
        {
            Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
        }
    }
}
