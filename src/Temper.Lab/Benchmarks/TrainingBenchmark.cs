using Temper.Data;
using Temper.Devices;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// Times whole trainings of one or many nets on a pool of devices, the way that studies carry them out: a round begins with specs and ends
/// when the last net is trained and validated, so splitting and uploading the data and drawing initial weights are in it.
/// </summary>
public static class TrainingBenchmark
{
    /// <summary>Runs it: one round that only warms up (kernels are compiled, memory is taken), then those that count.</summary>
    /// <param name="settings">What to measure.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="pool">Where.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <param name="progress">Called before each round, on this thread.</param>
    /// <param name="halved">Called for each batch that did not fit into the device's memory.</param>
    /// <param name="cancellationToken">Looked at between two steps.</param>
    /// <exception cref="SpecException">There is no such experiment, or the batch is larger than the data.</exception>
    /// <exception cref="RunFailedException">A training diverged.</exception>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TrainingBenchmarkResult Run(
        TrainingBenchmarkSettings settings,
        Dataset dataset,
        DevicePool pool,
        TimeProvider? time = null,
        IProgress<BenchmarkProgress>? progress = null,
        Action<HalvedBatch>? halved = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Replicas);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Rounds);
        var clock = time ?? TimeProvider.System;
        var spec = Spec(settings, dataset);

        // Kept over all rounds: what did not fit in the first does not fit again, and is not tried on time.
        var limits = new ReplicaLimits(pool, dataset);
        var rounds = new List<TrainingRound>();
        progress?.Report(new BenchmarkProgress("warming up", 0));
        var accuracy = Round();
        for (var round = 0; round < settings.Rounds; round++)
        {
            progress?.Report(new BenchmarkProgress(
                FormattableString.Invariant($"round {round + 1} of {settings.Rounds}"), (round + 1.0) / (settings.Rounds + 1)));
            var started = clock.GetTimestamp();
            accuracy = Round();
            rounds.Add(new TrainingRound(clock.GetElapsedTime(started).TotalSeconds));
        }

        var median = Median([.. rounds.Select(round => round.Seconds).Order()]);
        return new TrainingBenchmarkResult(rounds, median, settings.Replicas / median, accuracy);

        double Round()
        {
            var accuracies = new double[settings.Replicas];
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var specs = Enumerable.Range(0, settings.Replicas).Select(i => spec with { Seed = (ulong)i + 1 }).ToList();
            var batches = new ReplicaBatches<double>(pool, limits)
            {
                Train = (i, device) =>
                {
                    using var trainer = new Trainer(specs[i], dataset, device, clock);
                    return trainer.Run(cancellationToken: stop.Token).Epochs[^1].ValidScore!.Value;
                },
                Finish = (i, last) => accuracies[i] = last,
                Halved = halved,
            };
            batches.Run(specs, stop);
            return accuracies.Average();
        }
    }

    /// <summary>
    /// The sound form with one validation an epoch and nothing besides: no pass over training rows, no copy of the best epoch's weights.
    /// </summary>
    private static TrainSpec Spec(TrainingBenchmarkSettings settings, Dataset dataset) =>
        ChapterExperiment.Find(settings.Experiment).Spec(QuirkSet.Of(Protocol.Sound), dataset.Outputs, seed: 1, settings.Epochs) with
        {
            BatchSize = settings.BatchSize,
            Regularizers = [],
            MeasureTrainAccuracy = false,
            MeasureTrainRows = null,
        };

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
