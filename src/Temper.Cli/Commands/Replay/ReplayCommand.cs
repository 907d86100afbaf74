using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Replay;

/// <summary>temper replay: trains a stored run again and checks that the result is bit-identical.</summary>
internal static class ReplayCommand
{
    /// <summary>Large enough for 100,000 trainings.</summary>
    private const int LongestTable = 32 << 20;

    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var id = new Argument<string>("RUN") { Description = "The run's id, a prefix of it, or latest; temper runs list shows them." };
        var store = StudyOptions.StoreOption();
        var command = new DocumentedCommand(
            "replay",
            "Trains a stored run again and checks that the result is bit-identical.",
            "temper replay 0123456789   # an id of temper runs list",
            "temper replay 0123 --data ./my-images",
            "temper replay 0123456789 --results results.csv");
        command.Arguments.Add(id);
        var results = new Option<string?>("--results")
        {
            Description = "A table of results (temper report --csv) to take the run from when its store is not available.",
            HelpName = "FILE",
        };
        command.Options.Add(store);
        command.Options.Add(results);
        common.AddDataTo(command);
        common.Device.Description = "Where to compute: cpu, gpu or gpu:N. "
            + "auto = the device kind the run was trained on; other kinds are not bit-identical.";
        common.Data.Description += " Default: the run's data, at the place named in its record.";
        common.Threads.Description = "Threads to use on the CPU. Default: 1, as in studies. Results do not depend on their number.";
        common.AddDeviceTo(command);
        common.AddOutputTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = common.Report(parsed, terminal);
            var asked = common.DeviceOf(parsed) with { Threads = parsed.GetValue(common.Threads) ?? 1 };
            if (parsed.GetValue(results) is { } table)
            {
                if (parsed.GetValue(store) is not null)
                {
                    throw new UsageException("--store and --results both say where the run is; give one.");
                }

                var text = InputFile.ReadAllText(terminal.FullPath(table), LongestTable, "a table of results", cancellationToken);
                var row = ResultsCsv.Find(text, parsed.GetValue(id)!, table);
                var facts = await ReplayOfRow.RunAsync(row, asked, parsed.GetValue(common.Data), report, cancellationToken).ConfigureAwait(false);
                return Finish(report, facts);
            }

            using var runs = StudyOptions.OpenStore(parsed.GetValue(store), report.Terminal, StoreUse.Read);
            var stored = StoredRuns.Find(runs, parsed.GetValue(id)!);
            using var choice = new DeviceChoice(asked.Matching(stored.Arithmetic, $"Run {stored.Id}"), terminal.Gpus);
            var dataset = await DatasetLoading.OwnAsync(
                parsed.GetValue(common.Data), stored.Dataset, $"Run {stored.Id}", report, cancellationToken).ConfigureAwait(false);
            using var device = choice.Named();
            var again = Runner.Attempt(RequestOf(stored), dataset, device, terminal.Time, cancellationToken).Stored;
            return Finish(report, Compare(stored, again));
        });
        return command;
    }

    private static int Finish(Report report, ReplayFacts facts)
    {
        report.Result(facts.IsSame
            ? $"Run {facts.Id}: the same to the bit ({facts.What})"
            : $"Run {facts.Id}: NOT the same: {facts.What}");
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
        }

        return facts.IsSame ? ExitCodes.Done : ExitCodes.RunFailed;
    }

    private static ReplayFacts Compare(StoredRun stored, StoredRun again)
    {
        if (stored.Failure is { } failure)
        {
            var isSame = again.Failure?.Step == failure.Step;
            return new ReplayFacts(stored.Id, isSame, isSame
                ? string.Create(CultureInfo.InvariantCulture, $"it diverges at step {failure.Step} again")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"it diverged at step {failure.Step}, now {(again.Failure is { } other ? $"at step {other.Step}" : "not at all")}"));
        }

        if (again.Record is not { } record)
        {
            return new ReplayFacts(stored.Id, false, string.Create(CultureInfo.InvariantCulture, $"it now diverges at step {again.Failure!.Step}"));
        }

        var different = RunDifferences.Of(stored.Record!, record).Where(field => field.IsResult).Select(field => field.Name).ToList();
        return different.Count == 0
            ? new ReplayFacts(stored.Id, true, $"weights, losses, accuracies, confusion and guesses; weights SHA-256 {record.WeightsHash}")
            : new ReplayFacts(
                stored.Id, false, $"{string.Join(", ", different)} differ; stored by {stored.Record!.Program} on {stored.Record.Machine}");
    }

    private static RunRequest RequestOf(StoredRun run) => run.Record is { } record
        ? new RunRequest(record.Experiment, record.Protocol, "", record.Quirks, record.Spec)
        : new RunRequest(run.Failure!.Experiment, run.Failure.Protocol, "", run.Failure.Quirks, run.Failure.Spec);
}
