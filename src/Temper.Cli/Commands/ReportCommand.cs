using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Records;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands;

/// <summary>temper report: a study's report made again from the store.</summary>
internal static class ReportCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var study = new Argument<string>("STUDY") { Description = "The study's id, the beginning of it, or latest; temper runs list --studies shows them." };
        var store = StudyOptions.StoreOption();
        var markdown = new Option<bool>("--markdown") { Description = "Print the report as Markdown on standard output." };
        var command = new DocumentedCommand(
            "report",
            "Makes a study's report again from the store. Nothing is trained, and the test set is not opened again.",
            "temper report 0123456789 --open   # an id of temper runs list --studies",
            "temper report 0123456789 --markdown > report.md");
        command.Arguments.Add(study);
        foreach (var option in new Option[] { store, markdown, common.Out, common.Open })
        {
            command.Options.Add(option);
        }

        common.AddOutputTo(command);
        command.SetAction(parsed =>
        {
            var isMarkdown = parsed.GetValue(markdown);
            if (isMarkdown && parsed.GetValue(common.Json))
            {
                throw new UsageException("--markdown and --json both want standard output; give one.");
            }

            using var runs = RunStore.OpenExisting(StudyOptions.StorePath(parsed.GetValue(store), terminal), terminal.Time);
            var record = Study.Record(StoredRuns.FindStudyId(runs, parsed.GetValue(study)!), runs);
            var folder = StudyOutput.Folder(parsed.GetValue(common.Out), record.Plan, terminal);
            using var held = RunFolder.Claim(folder, record.Id, isShared: true);
            StudyOutput.Write(folder, record);
            var report = new Report(terminal, parsed.GetValue(common.Json) || isMarkdown, parsed.GetValue(common.Quiet));
            DataNoteLines.Print(report, record.DataNotes);
            StudyOutput.Print(report, record, folder, isMarkdown);
            if (parsed.GetValue(common.Open))
            {
                Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
