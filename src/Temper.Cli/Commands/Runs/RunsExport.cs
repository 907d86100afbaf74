using System.CommandLine;
using System.Globalization;
using System.Text;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Runs;

/// <summary>temper runs export: the runs of the store as a table for other programs.</summary>
internal static class RunsExport
{
    public static Command Build(Terminal terminal)
    {
        var csv = new Option<string?>("--csv")
        {
            Description = "Write one row per run, with its whole spec, to FILE. Default: standard output.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var tag = RunsTags.Option();
        var common = new CommonOptions();
        var store = StudyOptions.StoreOption();
        var command = new DocumentedCommand(
            "export",
            "Writes the runs of the store as CSV, newest first. Test results that no look has opened are left empty.",
            "temper runs export --csv > runs.csv",
            "temper runs export --csv best.csv --tag best");
        foreach (var option in new Option[] { csv, force, tag, store, common.Quiet })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(csv);
            if (file is not null)
            {
                FilePaths.RequireFileName(file, "--csv");
                FilePaths.RequireNoFolder(terminal.FullPath(file), "--csv");
                FilePaths.RequireFree(terminal.FullPath(file), parsed.GetValue(force));
            }

            var report = new Report(terminal, json: file is null, parsed.GetValue(common.Quiet));
            using var runs = StudyOptions.OpenStore(parsed.GetValue(store), report.Terminal, StoreUse.Read);
            var chosen = RunsTags.With(runs.List(), parsed.GetValue(tag));
            if (file is null)
            {
                report.Page(string.Join('\n', RunsCsv.Lines(runs, chosen)));
                return Task.FromResult(ExitCodes.Done);
            }

            var path = terminal.FullPath(file);
            AtomicFile.Write(path, stream =>
            {
                foreach (var line in RunsCsv.Lines(runs, chosen))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
                }
            });
            report.Place(string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} run{(chosen.Count == 1 ? "" : "s")}"), path);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
