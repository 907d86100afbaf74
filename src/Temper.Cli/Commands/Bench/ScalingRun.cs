using System.Globalization;
using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Benchmarks;
using Temper.Lab.Reports;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Bench;

/// <summary>One call of temper bench --scaling: steps at many sizes, with a picture per sweep.</summary>
internal sealed class ScalingRun(ScalingRequest request, Report report)
{
    public Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var time = report.Terminal.Time;
        var folder = request.SvgFolder is { } named ? report.Terminal.FullPath(named) : null;

        // A folder that cannot be written to is reported before a minute of measuring.
        using var held = folder is null ? null : FolderLock.Take(folder, "scaling");

        report.Info($"Temper {ProgramVersion.Engine}, {ProgramVersion.Machine}");
        report.Info("Training steps with Adam on random bytes, one thread");
        report.Info();
        ScalingResult result;
        try
        {
            result = ScalingBenchmark.Run(request.Settings, time, new BenchProgress(report), cancellationToken);
        }
        finally
        {
            report.ClearProgress();
        }

        var pictures = folder is null ? [] : result.Curves.Select(curve => Draw(folder, curve, result.Peak)).ToList();
        var facts = new ScalingFacts(
            $"temper {ProgramVersion.Engine}",
            ProgramVersion.Machine,
            time.GetUtcNow(),
            request.Settings.SkipZeros,
            result.Peak,
            result.Curves,
            pictures);
        BenchLines.Scaling(report, facts);
        foreach (var picture in pictures)
        {
            report.Place("Picture", picture);
        }

        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static string Draw(string folder, ScalingCurve curve, PeakResult peak)
    {
        var name = $"scaling-{curve.Sweep}.svg";
        AtomicFile.WriteIn(folder, name, ScalingFigure.Render(new ScalingFigureData(
            $"A training step against its {curve.Sweep}",
            string.Create(CultureInfo.InvariantCulture, $"{curve.Net}, {peak.InstructionSet}, one thread, peak {peak.Gflops:F1} GFLOP/s"),
            curve.Axis,
            [.. curve.Points.Select(point => point.Size)],
            [.. curve.Points.Select(point => 100 * point.ShareOfPeak)],
            [.. curve.Points.Select(point => point.IsCliff)])));
        return Path.Combine(folder, name);
    }
}
