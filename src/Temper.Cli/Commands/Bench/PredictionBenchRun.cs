using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Benchmarks;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Bench;

/// <summary>One call of temper bench --prediction.</summary>
internal sealed class PredictionBenchRun(PredictionBenchRequest request, Report report)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var time = report.Terminal.Time;
        report.Info($"Temper {ProgramVersion.Engine}, {ProgramVersion.Machine}");
        var dataset = await BenchData.LoadAsync(request.Data, report, cancellationToken).ConfigureAwait(false);
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Data {dataset.Name} ({dataset.Source}), {dataset.Test.Count} test images; nets trained for one epoch; {request.InstructionSet}"));
        report.Info();
        try
        {
            var points = PredictionBenchmark.Run(
                request.Settings, dataset, [new PredictorCandidate(request.InstructionSet)], time, new BenchProgress(report), cancellationToken);
            report.ClearProgress();
            report.Table(
                [new("Net"), new("Batch", true), new("Threads", true), new("us/call", true), new("Images/s", true, 2), new("Slowest round", true, 1)],
                points.Select(point => (IReadOnlyList<string>)
                [
                    point.Net,
                    point.Batch.ToString(CultureInfo.InvariantCulture),
                    point.Threads.ToString(CultureInfo.InvariantCulture),
                    point.MicrosecondsPerCall.ToString("F1", CultureInfo.InvariantCulture),
                    point.ImagesPerSecond.ToString("N0", CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"+{100 * ((point.Rounds.Max() / point.Rounds.Min()) - 1):F0}%"),
                ]));
            report.Info();
            report.Info(string.Create(
                CultureInfo.InvariantCulture,
                $"us/call: from raw bytes to logits, median of {request.Settings.Rounds} rounds. "
                + $"Small batches use one thread whatever they may use."));
            if (report.IsJson)
            {
                report.Document(CliJson.Write(new PredictionBenchFacts(
                    $"temper {ProgramVersion.Engine}", ProgramVersion.Machine, time.GetUtcNow(), dataset.Name, dataset.Source,
                    request.InstructionSet.ToString(), points)));
            }

            return ExitCodes.Done;
        }
        finally
        {
            report.ClearProgress();
        }
    }
}
