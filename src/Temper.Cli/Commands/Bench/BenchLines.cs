using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench prints.</summary>
internal static class BenchLines
{
    public static void Print(Report report, BenchFacts facts)
    {
        report.Table(
            [new("Memory"), new("Read GB/s", true), new("Triad GB/s", true)],
            facts.Bandwidth.Select(memory => (IReadOnlyList<string>)[Threads(memory.Threads), Text(memory.Read), Text(memory.Triad)]));
        report.Result();
        Peaks(report, facts.Peaks);
        report.Result();
        report.Table(
            [
                new("Net"),
                new("Vectors", false, 3),
                new("Nets", true, 6),
                new("Threads each", true, 5),
                new("ms/step", true),
                new("GFLOP/s", true, 7),
                new("Of peak", true, 4), new("Trainings/min", true, 8), new("Slowest epoch", true, 2),
            ],
            facts.Steps.Select(step => (IReadOnlyList<string>)
            [
                step.Experiment,
                step.InstructionSet,
                Whole(step.Nets),
                Whole(step.ThreadsPerNet),
                step.MillisecondsPerStep.ToString("F3", CultureInfo.InvariantCulture),
                Text(step.Gflops),
                Percent(step.ShareOfPeak),
                Text(step.TrainingsPerMinute),
                string.Create(CultureInfo.InvariantCulture, $"+{100 * ((step.EpochSeconds.Max() / step.EpochSeconds.Min()) - 1):F0}%"),
            ]));
        report.Info();
        report.Info("ms/step: a training step of one net with gather, loss, optimizer and metrics; the best epoch's mean.");
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"GFLOP/s: matrix products only, {Text(facts.Steps[0].StepMegaflop)} MFLOP a step; "
                + $"all nets together, best of {facts.Rounds} whole epoch{(facts.Rounds == 1 ? "" : "s")} with validation."));
        report.Info(facts.SkipsZeros
            ? "Of peak: the peak is the best probe of as many threads. "
                + "Zeros are counted and yet skipped, so it can be more than 100%; --dense computes them."
            : "Of peak: the peak is the best probe of as many threads. Zeros are computed too (--dense).");
        report.Info($"Trainings/min: of {StepResult.EpochsOfTraining} epochs over the whole training set, validation included.");
        Notes(report, facts.Peaks);
    }

    public static void Scaling(Report report, ScalingFacts facts)
    {
        Peaks(report, [facts.Peak]);
        foreach (var curve in facts.Curves)
        {
            report.Result();
            report.Result($"{curve.Sweep}: {curve.Net}");
            report.Table(
                [
                    new(curve.Axis, true), new("MFLOP/step", true, 3), new("us/step", true), new("GFLOP/s", true, 5), new("Of peak", true, 6),
                    new("Of neighbours", true, 4), new("Note"),
                ],
                curve.Points.Select(point => (IReadOnlyList<string>)
                [
                    Whole(point.Size),
                    point.StepMegaflop.ToString("F2", CultureInfo.InvariantCulture),
                    Text(point.MicrosecondsPerStep),
                    Text(point.Gflops),
                    Percent(point.ShareOfPeak),
                    point.RelativeToNeighbours is { } relative ? relative.ToString("F2", CultureInfo.InvariantCulture) : "",
                    point.IsCliff ? "cliff" : "",
                ]));
        }

        var cliffs = facts.Curves.Sum(curve => curve.Points.Count(point => point.IsCliff));
        report.Result();
        report.Result(cliffs == 0
            ? "No size is under half of the mean share of its two neighbours."
            : string.Create(CultureInfo.InvariantCulture, $"Cliffs, sizes under half of the mean share of their two neighbours: {cliffs}"));
        Notes(report, [facts.Peak]);
    }

    private static void Peaks(Report report, IReadOnlyList<PeakResult> peaks) => report.Table(
        [new("FMA peak"), new("Threads", true), new("GFLOP/s", true), new("Each probe", false, 1)],
        peaks.Select(peak => (IReadOnlyList<string>)
            [peak.InstructionSet, Whole(peak.Threads), Text(peak.Gflops), string.Join(' ', peak.Probes.Select(Text))]));

    private static void Notes(Report report, IReadOnlyList<PeakResult> peaks)
    {
        foreach (var note in BenchNotes.Of(peaks))
        {
            report.Info(note);
        }
    }

    private static string Threads(int threads) => string.Create(CultureInfo.InvariantCulture, $"{threads} {(threads == 1 ? "thread" : "threads")}");

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}%");
}
