using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Reports;

/// <summary>temper report: the report of a study or a run made again from the store.</summary>
internal static class ReportCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var study = new Argument<string[]>("ID")
        {
            Description = "The id of a study or a run, a prefix of it, or latest, the newest of both; temper runs list [--studies] shows them. "
                + "Several studies that differ in learning rate, epochs, batch size or training images are compared side by side.",
            Arity = ArgumentArity.OneOrMore,
        };
        var store = StudyOptions.StoreOption();
        var markdown = new Option<bool>("--markdown") { Description = "Print the report as Markdown on standard output." };
        var csv = new Option<bool>("--csv")
        {
            Description = "Print the study's trainings as CSV on standard output, with all that temper replay --results needs; "
                + "of data that are not Fashion-MNIST, replay needs the data too (--data).",
        };
        common.Out.Description = "Folder for the results. Default: runs/report-<id> of a run, "
            + "runs/<kind>-<id> of a study (compare, factorial, claims), runs/series-<id> of several.";
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
            var request = new ReportRequest(
                parsed.GetValue(study)!,
                parsed.GetValue(store),
                parsed.GetValue(common.Out),
                parsed.GetValue(common.Open),
                parsed.GetValue(markdown),
                parsed.GetValue(csv),
                parsed.GetValue(common.Json),
                parsed.GetValue(common.Quiet));
            return ReportRun.Run(request, terminal);
        });
        return command;
    }
}
