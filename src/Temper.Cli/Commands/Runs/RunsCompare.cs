using System.CommandLine;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Runs;

/// <summary>temper runs compare: the curves of several runs in one picture, and the settings in which they differ.</summary>
internal static class RunsCompare
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var ids = new Argument<string[]>("RUN")
        {
            Description = $"Ids of 2 to {ComparisonFigure.MostRuns} runs, or the beginnings of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        common.Out.Description = "Folder for report.html and curves.svg. Default: runs/comparison-<id>.";
        var command = new DocumentedCommand(
            "compare",
            "Draws training loss and validation accuracy of several runs in one picture, and names the settings in which they differ.",
            "temper runs compare 0123456789 9876543210",
            "temper runs compare 0123 9876 4567 --out runs/three --open");
        return RunsSubcommand.Of(terminal, command, StoreUse.Read, [ids], [common.Out, common.Open], (parsed, store, report, _) =>
        {
            var runs = parsed.GetValue(ids)!.Select(text => StoredRuns.Find(store, text)).ToList();
            if (runs.GroupBy(run => run.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                throw new UsageException($"Run {twice.Key} is named twice; name each once.");
            }

            List<ComparedRun> compared = [.. runs.Select(ComparedRun.Of)];
            var id = RunId.Of(compared.Select(run => run.Id));
            var folder = terminal.FullPath(parsed.GetValue(common.Out) ?? Path.Combine("runs", $"comparison-{id}"));
            using var held = RunFolder.Take(folder, id, isShared: true);
            if (File.Exists(Path.Combine(folder, RunFolder.RecordName)))
            {
                throw new SpecException($"{folder} holds a run or a study, whose pictures would be replaced; choose another --out.");
            }

            var made = new ComparisonReport(
                compared, StoredRuns.Command($"runs compare {string.Join(' ', compared.Select(run => Shell.Quote(run.Id)))}", store));
            foreach (var (name, svg) in made.Pictures)
            {
                AtomicFile.WriteIn(folder, name, svg);
            }

            var page = Path.Combine(folder, RunFolder.ReportName);
            AtomicFile.WriteIn(folder, RunFolder.ReportName, made.Page());
            RunsLines.Compared(report, compared);
            report.Place("Report", page);
            if (parsed.GetValue(common.Open))
            {
                Browser.Open(page, report);
            }

            return ExitCodes.Done;
        }, parsed =>
        {
            if (parsed.GetValue(ids)!.Length is var count && (count < 2 || count > ComparisonFigure.MostRuns))
            {
                throw new UsageException(FormattableString.Invariant($"RUN: expected 2 to {ComparisonFigure.MostRuns} runs, received {count}."));
            }
        });
    }
}
