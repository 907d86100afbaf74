using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Benchmarks;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Bench;

/// <summary>One call of temper bench: memory, peak and the chapter's nets.</summary>
internal sealed class BenchRun(BenchRequest request, Report report)
{
    private const int QuickPart = 5;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var time = report.Terminal.Time;
        report.Info($"Temper {ProgramVersion.Engine}, {ProgramVersion.Machine}");
        try
        {
            // Before the data are loaded, so that its large arrays are not there beside them.
            report.Progress("bench", 0, "memory");
            var bandwidth = MemoryBandwidth.Measure([.. new[] { 1, request.Steps.Threads }.Distinct()], time, cancellationToken);
            var dataset = await BenchData.LoadAsync(request.Data, report, cancellationToken).ConfigureAwait(false);
            var settings = request.Steps with { Images = request.IsQuick ? Math.Max(1, dataset.Train.Count / QuickPart) : null };
            report.Info(string.Create(
                CultureInfo.InvariantCulture,
                $"Data {dataset.Name} ({dataset.Source}), {settings.Images ?? dataset.Train.Count} training images "
                    + $"of which a fifth validates, batch {settings.BatchSize}"));
            report.Info();
            var result = StepBenchmark.Run(settings, dataset, time, new BenchProgress(report), cancellationToken);
            report.ClearProgress();
            var facts = new BenchFacts(
                $"temper {ProgramVersion.Engine}", ProgramVersion.Machine, time.GetUtcNow(), dataset.Name, dataset.Source, result.Images,
                settings.BatchSize, settings.Threads, settings.SkipZeros, result.Rounds, bandwidth, result.Peaks, result.Steps);
            BenchLines.Print(report, facts);
            if (report.IsJson)
            {
                report.Document(CliJson.Write(facts));
            }

            return ExitCodes.Done;
        }
        finally
        {
            report.ClearProgress();
        }
    }
}
