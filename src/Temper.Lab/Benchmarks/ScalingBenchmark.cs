using Temper.Devices.Cpu;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// Times whole training steps (gather, forward, loss, backward, Adam) of plain nets on one thread while one size grows, to
/// find sizes at which the kernels do badly. The data are random bytes.
/// </summary>
public static class ScalingBenchmark
{
    // What a step is expected to take, only to decide how many make a trial: products at 60% of peak, 2 ns a parameter for
    // the optimizer, 10 us for everything else.
    private const double ExpectedShare = 0.6;
    private const double SecondsPerParameter = 2e-9;
    private const double SecondsPerStep = 10e-6;

    private const int MostStepsOfTrial = 2_000;
    private const int MostBytes = 16 << 20;
    private const int FewestTrials = 2;
    private const int MostTrials = 6;

    /// <summary>Runs it.</summary>
    /// <param name="settings">What to measure.</param>
    /// <param name="time">The clock. Default: the system clock.</param>
    /// <param name="progress">Called before each point, on this thread.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    /// <exception cref="SpecException">This processor does not have the instruction set.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ScalingResult Run(
        ScalingSettings settings,
        TimeProvider? time = null,
        IProgress<BenchmarkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var clock = time ?? TimeProvider.System;
        using var device = new CpuDevice(threads: 1, settings.InstructionSet, settings.SkipZeros);
        var peak = new PeakProbes(settings.InstructionSet, threads: 1);
        peak.Probe(clock, cancellationToken);
        var sweeps = settings.Sweeps
            .Select(sweep => (Sweep: sweep, Sizes: sweep.Sizes.Where(size => size <= settings.LargestSize).ToList()))
            .ToList();
        var all = sweeps.Sum(sweep => sweep.Sizes.Count);
        var done = 0;

        // The first nets of a process are slow: methods are compiled for good only when they have been called a while.
        progress?.Report(new BenchmarkProgress("warming up", 0));
        _ = Point(ScalingSweep.All[0], 32);
        var measured = new List<(ScalingSweep Sweep, List<(int Size, long Flop, double Seconds)> Times)>();
        foreach (var (sweep, sizes) in sweeps)
        {
            var times = new List<(int Size, long Flop, double Seconds)>();
            foreach (var size in sizes)
            {
                progress?.Report(new BenchmarkProgress(FormattableString.Invariant($"{sweep.Name} {size}"), (double)done++ / all));
                times.Add(Point(sweep, size));
            }

            measured.Add((sweep, times));
            peak.Probe(clock, cancellationToken);
        }

        var result = peak.Result;
        return new ScalingResult(
            result,
            [.. measured.Select(curve => new ScalingCurve(
                curve.Sweep.Name, curve.Sweep.Axis, curve.Sweep.Net, ScalingPoint.Of(curve.Times, result.Gflops)))]);

        (int Size, long Flop, double Seconds) Point(ScalingSweep sweep, int size)
        {
            var (layers, inputs, batch) = sweep.At(size);
            var flop = StepArithmetic.Of(layers, inputs).Step(batch);
            var spec = new TrainSpec { Layers = layers, Optimizer = new Adam(1e-4), BatchSize = batch, ValidFraction = 0 };
            var plan = Plan(flop, batch, inputs, peak.Result.Gflops, settings.SecondsPerPoint);
            return (size, flop, SecondsOfStep(spec, inputs, plan, device, clock, cancellationToken));
        }
    }

    /// <summary>How many steps make a trial, and how many trials there are.</summary>
    internal static (int Steps, int Trials) Plan(long flop, int batch, int inputs, double peak, double seconds)
    {
        // Six operations a parameter and row, or somewhat less.
        var parameters = flop / 5.0 / batch;
        var expected = (flop / (1e9 * peak * ExpectedShare)) + (parameters * SecondsPerParameter) + SecondsPerStep;

        // A trial's rows are the data of a training, which need images of two classes.
        var fewest = batch > 1 ? 1 : 2;
        var most = (int)Math.Clamp(MostBytes / ((long)batch * inputs), fewest, MostStepsOfTrial);
        var steps = (int)Math.Clamp(seconds / (MostTrials * expected), fewest, most);
        return (steps, (int)Math.Clamp(seconds / (steps * expected), FewestTrials, MostTrials));
    }

    /// <summary>Each trial is an epoch of one training; its first epoch, which touches all memory for the first time, is none.</summary>
    private static double SecondsOfStep(
        TrainSpec spec, int inputs, (int Steps, int Trials) plan, CpuDevice device, TimeProvider time, CancellationToken cancellationToken)
    {
        var data = SyntheticImages.Make(plan.Steps * spec.BatchSize, inputs);
        using var trainer = new Trainer(spec with { Epochs = plan.Trials + 1 }, data, device, time);
        var ends = new EpochEnds();
        var result = trainer.Run(ends, cancellationToken);

        // An epoch also ends with a look at all weights, which is no part of a step and is booked as validation.
        var besides = result.ValidSeconds / ends.Seconds.Count;
        var fastest = ends.Seconds.Zip(ends.Seconds.Skip(1), (before, after) => after - before - besides).Min();
        return Math.Max(fastest, 1e-9) / plan.Steps;
    }

    private sealed class EpochEnds : IProgress<TrainProgress>
    {
        public List<double> Seconds { get; } = [];

        public void Report(TrainProgress value)
        {
            if (value.Finished is not null)
            {
                Seconds.Add(value.Seconds);
            }
        }
    }
}
