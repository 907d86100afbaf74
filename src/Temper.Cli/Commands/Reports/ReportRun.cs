using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Reports;

/// <summary>Makes the report of a run, a study or several studies from the store.</summary>
internal static class ReportRun
{
    /// <summary>Writes and prints it.</summary>
    /// <exception cref="UsageException">What was asked for does not go together.</exception>
    public static int Run(ReportRequest request, Terminal terminal)
    {
        if (new[] { request.IsMarkdown, request.IsCsv, request.IsJson }.Count(isAsked => isAsked) > 1)
        {
            throw new UsageException("--markdown, --csv and --json all write to standard output; give one.");
        }

        var report = new Report(terminal, request.IsJson || request.IsMarkdown || request.IsCsv, request.IsQuiet);
        using var runs = StudyOptions.OpenStore(request.Store, report.Terminal, StoreUse.Read);
        List<string> ids = [.. request.Ids.Select(text => StoredRuns.FindIdOrNewest(runs, text)).Distinct()];
        var found = ids.ConvertAll(runs.Find);
        if (found is [{ } run])
        {
            OfRun(request, report, runs, run);
            return ExitCodes.Done;
        }

        if (found.Find(one => one is not null) is { } aRun)
        {
            var all = string.Join(' ', ids.Select(id => Shell.Quote(id)));
            throw new UsageException(
                $"{aRun.Id} is a run, and several ids must be studies; expected one run, or studies. "
                + (found.TrueForAll(one => one is not null)
                    ? $"{StoredRuns.Command($"runs compare {all}", runs)} puts runs side by side."
                    : "temper runs compare puts runs side by side."));
        }

        var records = ids
            .Select(id => Study.Record(id, runs, new ChapterSubject()))
            .ToList();
        if (records.Count > 1)
        {
            OfSeries(request, report, records, terminal);
        }
        else
        {
            OfStudy(request, report, records[0], terminal);
        }

        return ExitCodes.Done;
    }

    private static void OfRun(ReportRequest request, Report report, RunStore runs, StoredRun run)
    {
        if (request.IsMarkdown || request.IsCsv)
        {
            throw new UsageException($"{run.Id} is a run, and --markdown and --csv are for studies; temper runs export --csv writes runs.");
        }

        var written = RunOutput.Print(report, runs, run, request.Out);
        if (request.Open)
        {
            Browser.Open(written, report);
        }
    }

    private static void OfSeries(ReportRequest request, Report report, IReadOnlyList<StudyRecord> records, Terminal terminal)
    {
        if (request.IsJson)
        {
            throw new UsageException("--json prints one study; give one, or leave --json out to put several side by side.");
        }

        SeriesOutput.Print(report, StudySeries.Of(records), request.Out, request.IsMarkdown, request.IsCsv, request.Open, terminal);
    }

    private static void OfStudy(ReportRequest request, Report report, StudyRecord record, Terminal terminal)
    {
        var folder = StudyOutput.Folder(request.Out, record.Plan, terminal);
        using var held = RunFolder.Take(folder, record.Id, isShared: true);
        StudyOutput.Write(folder, record);
        DataNoteLines.Print(report, record.DataNotes);
        StudyOutput.Print(report, record, folder, request.IsMarkdown, request.IsCsv);
        if (request.Open)
        {
            Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
        }
    }
}
