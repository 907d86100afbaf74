using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Studies;

/// <summary>Writes the report of a study and prints its answer.</summary>
internal static class StudyOutput
{
    /// <summary>The usual folder of a study.</summary>
    public static string Folder(string? given, StudyPlan plan, Terminal terminal) =>
        terminal.FullPath(given ?? Path.Combine("runs", $"{plan.Kind.Text()}-{plan.Id()}"));

    /// <summary>Writes page, Markdown, pictures and record. The record comes last: a folder that has it is complete.</summary>
    public static void Write(string folder, StudyRecord record)
    {
        var report = new StudyReport(record);
        foreach (var (name, svg) in report.Pictures)
        {
            AtomicFile.WriteIn(folder, name, svg);
        }

        AtomicFile.WriteIn(folder, "report.md", report.Markdown());
        AtomicFile.WriteIn(folder, RunFolder.ReportName, report.Page());
        AtomicFile.WriteIn(folder, RunFolder.RecordName, StudyJson.Write(record));
    }

    /// <summary>Prints the answer, its conditions, the tables, and where the report is; or the document that was asked for.</summary>
    public static void Print(Report report, StudyRecord record, string folder, bool isMarkdown, bool isCsv = false)
    {
        foreach (var quirk in record.Confounded)
        {
            report.Result($"Mixed up: {quirk}");
        }

        foreach (var sentence in record.Answer)
        {
            report.Result(sentence);
        }

        report.Result(record.Conditions);
        if (record.Further is { } further)
        {
            report.Command(further.Words, further.Command);
        }

        report.Result();
        Table(report, StudyTables.Results(record));
        report.Info(StudyText.Terms(record.Plan));
        report.Result();
        Table(report, StudyTables.Arms(record));
        if (StudyTables.LearningRates(record) is { } rates)
        {
            report.Result();
            Table(report, rates);
        }

        foreach (var claim in record.Claims)
        {
            report.Result();
            report.Result($"{claim.Id}  {claim.Claim}");
            report.Result($"    measured: {claim.Measured}");
            report.Result($"    verdict:  {claim.Verdict}");
        }

        foreach (var note in record.Notes)
        {
            report.Info($"{(note.IsWarning ? "warning" : "note")}: {note.Text}");
        }

        report.Info();
        report.Place($"Study {record.Id}; report", Path.Combine(folder, RunFolder.ReportName));
        if (isMarkdown)
        {
            report.Page(new StudyReport(record).Markdown());
        }
        else if (isCsv)
        {
            report.Page(ResultsCsv.Write(record, new ChapterSubject()).TrimEnd('\n'));
        }
        else if (report.IsJson)
        {
            report.Document(StudyJson.Write(record));
        }
    }

    private static void Table(Report report, ReportTable table)
    {
        report.Result(table.Caption);
        report.Table(table.Columns, table.Rows, table.Keys);
    }
}
