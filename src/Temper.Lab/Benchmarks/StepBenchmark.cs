using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Training;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// Times whole epochs of the chapter's nets: one net on all threads, one on one thread, and many, one per thread. What is
/// compared is interleaved, round by round, with the processor's peak before, between and after.
/// </summary>
public static class StepBenchmark
{
    // Enough for every method to be compiled for good, little beside a whole epoch.
    private const int WarmUpImages = 4_000;

    /// <summary>Runs it.</summary>
    /// <param name="settings">What to measure.</param>
    /// <param name="dataset">The data; an epoch is a pass over four fifths of its training images, the rest validate.</param>
    /// <param name="time">The clock. Default: the system clock.</param>
    /// <param name="progress">Called before each measurement, on this thread.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    /// <exception cref="SpecException">There is no such experiment or instruction set, or the batch is larger than the data.</exception>
    /// <exception cref="RunFailedException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static StepBenchmarkResult Run(
        StepBenchmarkSettings settings,
        Dataset dataset,
        TimeProvider? time = null,
        IProgress<BenchmarkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Threads);
        var clock = time ?? TimeProvider.System;
        var peaks = settings.InstructionSets.SelectMany(set => Peaks(set, settings.Threads)).ToList();
        var cases = settings.InstructionSets.SelectMany(set => Cases(set, settings)).ToList();
        var used = FirstImages.Of(dataset, settings.Images ?? dataset.Train.Count);
        var small = FirstImages.Of(used, Math.Max(WarmUpImages, 4 * settings.BatchSize));
        foreach (var step in cases)
        {
            progress?.Report(new BenchmarkProgress("warming up", 0));
            step.Epoch(small, settings.BatchSize, clock, keep: false, cancellationToken);
        }

        var started = clock.GetTimestamp();
        var rounds = 0;
        var elapsed = 0.0;
        do
        {
            Probe();
            foreach (var (i, step) in cases.Index())
            {
                progress?.Report(new BenchmarkProgress(step.Name, Done((double)i / cases.Count)));
                step.Epoch(used, settings.BatchSize, clock, keep: true, cancellationToken);
            }

            rounds++;
            elapsed = clock.GetElapsedTime(started).TotalSeconds;
        }
        while (settings.Rounds is { } planned ? rounds < planned : elapsed + (elapsed / rounds) <= settings.Seconds);
        Probe();
        var part = (double)used.Train.Count / dataset.Train.Count;
        return new StepBenchmarkResult(
            rounds, used.Train.Count, [.. peaks.Select(peak => peak.Result)], [.. cases.Select(step => StepResult.Of(step, PeakOf(step), part))]);

        void Probe()
        {
            foreach (var peak in peaks)
            {
                progress?.Report(new BenchmarkProgress($"peak of {peak.InstructionSet}", Done(0)));
                peak.Probe(clock, cancellationToken);
            }
        }

        double Done(double ofRound) => settings.Rounds is { } planned
            ? Math.Min(1, (rounds + ofRound) / planned)
            : Math.Min(1, clock.GetElapsedTime(started).TotalSeconds / settings.Seconds);

        double PeakOf(StepMeasurements step) =>
            peaks.First(peak => peak.InstructionSet == step.InstructionSet && peak.Threads == step.Nets * step.ThreadsPerNet).Result.Gflops;
    }

    private static IEnumerable<PeakProbes> Peaks(InstructionSet set, int threads) =>
        new[] { 1, threads }.Distinct().Select(count => new PeakProbes(set, count));

    /// <summary>With one thread the three arrangements are one and the same.</summary>
    private static IEnumerable<StepMeasurements> Cases(InstructionSet set, StepBenchmarkSettings settings) =>
        from experiment in settings.Experiments
        from arrangement in new[] { (Nets: 1, Threads: settings.Threads), (Nets: 1, Threads: 1), (Nets: settings.Threads, Threads: 1) }.Distinct()
        select new StepMeasurements(experiment, set, arrangement.Nets, arrangement.Threads, settings.SkipZeros);
}
