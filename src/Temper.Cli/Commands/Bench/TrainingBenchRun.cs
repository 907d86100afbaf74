using System.Globalization;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Lab.Benchmarks;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Bench;

/// <summary>One call of temper bench --device: whole trainings.</summary>
internal sealed class TrainingBenchRun(TrainingBenchRequest request, Report report)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (settings, time) = (request.Settings, report.Terminal.Time);
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus);
        report.Info($"Temper {ProgramVersion.Engine}, {ProgramVersion.Machine}");
        var dataset = await BenchData.LoadAsync(request.Data, report, cancellationToken).ConfigureAwait(false);
        var pool = choice.Pool(new DeviceWork([], dataset));
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Data {dataset.Name} ({dataset.Source}), {dataset.Train.Count} training images of which a fifth validates, "
            + $"batch {settings.BatchSize}; device {DeviceWords.Of(pool, "")}"));
        report.Info();
        try
        {
            var result = TrainingBenchmark.Run(
                settings, dataset, pool, time, new BenchProgress(report),
                batch => report.Info(StudyProgress.HalvedText(batch)),
                cancellationToken);
            report.ClearProgress();
            var facts = new TrainingBenchFacts(
                $"temper {ProgramVersion.Engine}", ProgramVersion.Machine, time.GetUtcNow(), dataset.Name, dataset.Source, dataset.Train.Count,
                settings.BatchSize,
                settings.Experiment, pool.Name, pool.Description, request.Device.PrecisionName, settings.Replicas, settings.Epochs,
                result.Rounds, result.Median, result.NetsPerSecond, result.ValidScore);
            Print(facts);
            return ExitCodes.Done;
        }
        finally
        {
            report.ClearProgress();
        }
    }

    private void Print(TrainingBenchFacts facts)
    {
        report.Table(
            [
                new("Net"), new("Device"), new("Precision", false, 3), new("Nets", true, 5), new("Epochs", true, 4), new("Seconds", true),
                new("Nets/s", true), new("Slowest round", true, 1), new("Validation", true, 2),
            ],
            [[
                facts.Experiment, facts.Device, facts.Precision, Whole(facts.Replicas), Whole(facts.Epochs),
                facts.Median.ToString("F3", CultureInfo.InvariantCulture),
                facts.NetsPerSecond.ToString("F2", CultureInfo.InvariantCulture),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"+{100 * ((facts.Rounds.Max(round => round.Seconds) / facts.Rounds.Min(round => round.Seconds)) - 1):F0}%"),
                string.Create(CultureInfo.InvariantCulture, $"{facts.ValidScore:F2}%"),
            ]]);
        report.Info();
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Seconds: a round of whole trainings, from specs to validated nets; median of {facts.Rounds.Count} after one that is not counted."));
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
