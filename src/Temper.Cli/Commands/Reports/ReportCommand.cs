using System.CommandLine;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Reports;

/// <summary>temper report: the report of a study or a run made again from the store.</summary>
internal static class ReportCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var study = new Argument<string[]>("ID")
        {
            Description = "The id of a study or a run, a prefix of it, or latest; temper runs list [--studies] shows them. "
                + "Several studies that differ in learning rate, epochs, batch size or training images are compared side by side.",
            Arity = ArgumentArity.OneOrMore,
        };
        var store = StudyOptions.StoreOption();
        var markdown = new Option<bool>("--markdown") { Description = "Print the report as Markdown on standard output." };
        var csv = new Option<bool>("--csv")
        {
            Description = "Print the study's trainings as CSV on standard output, with all that temper replay --results needs.",
        };
        var command = new DocumentedCommand(
            "report",
            "Recreates the report of a study or a run from the store. Nothing is trained, and the test set is not opened again.",
            "temper report 0123456789 --open   # an id of temper runs list --studies",
            "temper report 0123456789 --markdown > report.md",
            "temper report 0123456789 --csv > results.csv",
            "temper report 0123456789 9876543210   # the same question at two learning rates, side by side");
        command.Arguments.Add(study);
        foreach (var option in new Option[] { store, markdown, csv, common.Out, common.Open })
        {
            command.Options.Add(option);
        }

        common.AddOutputTo(command);
        command.SetAction(parsed =>
        {
            var isMarkdown = parsed.GetValue(markdown);
            var isCsv = parsed.GetValue(csv);
            if (new[] { isMarkdown, isCsv, parsed.GetValue(common.Json) }.Count(isAsked => isAsked) > 1)
            {
                throw new UsageException("--markdown, --csv and --json all write to standard output; give one.");
            }

            var report = new Report(terminal, parsed.GetValue(common.Json) || isMarkdown || isCsv, parsed.GetValue(common.Quiet));
            using var runs = StudyOptions.OpenStore(parsed.GetValue(store), report.Terminal, StoreUse.Read);
            if (parsed.GetValue(study) is [var only] && StoredRuns.FindId(runs, only, isStudy: true) is var named && runs.Find(named) is { } run)
            {
                if (isMarkdown || isCsv)
                {
                    throw new UsageException($"{run.Id} is a run, and --markdown and --csv are for studies; temper runs export --csv writes runs.");
                }

                var written = RunOutput.Print(report, runs, run, parsed.GetValue(common.Out));
                if (parsed.GetValue(common.Open))
                {
                    Browser.Open(written, report);
                }

                return ExitCodes.Done;
            }

            var records = parsed.GetValue(study)!
                .Select(text => StoredRuns.FindId(runs, text, isStudy: true))
                .Distinct()
                .Select(id => Study.Record(id, runs, new ChapterSubject()))
                .ToList();
            if (records.Count > 1)
            {
                if (parsed.GetValue(common.Json))
                {
                    throw new UsageException("--json prints one study; give one, or leave --json out to put several side by side.");
                }

                SeriesOutput.Print(
                    report, StudySeries.Of(records), parsed.GetValue(common.Out), isMarkdown, isCsv, parsed.GetValue(common.Open), terminal);
                return ExitCodes.Done;
            }

            var record = records[0];
            var folder = StudyOutput.Folder(parsed.GetValue(common.Out), record.Plan, terminal);
            using var held = RunFolder.Take(folder, record.Id, isShared: true);
            StudyOutput.Write(folder, record);
            DataNoteLines.Print(report, record.DataNotes);
            StudyOutput.Print(report, record, folder, isMarkdown, isCsv);
            if (parsed.GetValue(common.Open))
            {
                Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
