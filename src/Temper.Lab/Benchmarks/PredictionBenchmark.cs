using System.Globalization;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// Times predictions of trained nets on test images, from raw bytes to logits. Each point's candidates are timed in turns, round
/// by round, after all have been checked to say the same.
/// </summary>
/// <remarks>The nets are trained for one epoch first: how many units are 0 for an image decides how much there is to compute.</remarks>
public static class PredictionBenchmark
{
    // Largest difference between two candidates' logits, against the largest logit.
    private const double Tolerance = 1e-5;

    // Threads of a candidate may spin for tens of milliseconds after a call, on cores that the next candidate needs.
    private static readonly TimeSpan BetweenCandidates = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <param name="settings">What to measure.</param>
    /// <param name="dataset">Trains the nets; its test images are predicted.</param>
    /// <param name="candidates">Who predicts.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <param name="progress">Called before each point, on this thread.</param>
    /// <param name="cancellationToken">Looked at between two measurements.</param>
    /// <exception cref="SpecException">There is no such experiment.</exception>
    /// <exception cref="RunFailedException">A training diverged.</exception>
    /// <exception cref="InvalidOperationException">Two candidates' logits differ by more than 1e-5 of the largest.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A batch, a number of threads or the number of rounds is below 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<PredictionResult> Run(
        PredictionSettings settings,
        Dataset dataset,
        IReadOnlyList<IPredictionCandidate> candidates,
        TimeProvider? time = null,
        IProgress<BenchmarkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Rounds);
        foreach (var number in settings.Batches.Concat(settings.Threads))
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        }

        var clock = time ?? TimeProvider.System;
        var points = settings.Experiments.Count * settings.Batches.Count * settings.Threads.Count;
        var results = new List<PredictionResult>();
        foreach (var experiment in settings.Experiments)
        {
            progress?.Report(new BenchmarkProgress($"training {experiment}", Done()));
            var model = Train(experiment, dataset, cancellationToken);
            foreach (var threads in settings.Threads)
            {
                foreach (var batch in settings.Batches.Select(batch => Math.Min(batch, dataset.Test.Count)).Distinct())
                {
                    progress?.Report(
                        new BenchmarkProgress($"{experiment}, batch {batch}, {threads} {(threads == 1 ? "thread" : "threads")}", Done()));
                    results.AddRange(Point(settings, experiment, model, dataset.Test, batch, threads, candidates, clock, cancellationToken));
                }
            }
        }

        return results;

        double Done() => candidates.Count == 0 ? 0 : (double)results.Count / candidates.Count / points;
    }

    private static Model Train(string experiment, Dataset dataset, CancellationToken cancellationToken)
    {
        var spec = ChapterExperiment.Find(experiment)
            .Spec(QuirkSet.Of(Protocol.Sound), dataset.Outputs, seed: 1, epochs: 1) with { MeasureTrainAccuracy = false };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, dataset, device);
        trainer.Run(cancellationToken: cancellationToken);
        return Model.FromTrainer(trainer);
    }

    private static List<PredictionResult> Point(
        PredictionSettings settings,
        string experiment,
        Model model,
        RowSet images,
        int batch,
        int threads,
        IReadOnlyList<IPredictionCandidate> candidates,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var sessions = new List<IPredictionSession>();
        try
        {
            sessions.AddRange(candidates.Select(candidate => candidate.Open(model, images.Bytes.Values, batch, threads)));
            var batches = images.Count / batch;
            for (var check = 0; check < Math.Min(batches, 20); check++)
            {
                sessions.ForEach(session => session.Predict(check));
                RequireSame(candidates, sessions, $"{experiment}, batch {check} of {batch} images");
            }

            var rounds = candidates.Select(_ => new List<double>()).ToList();
            for (var round = -1; round < settings.Rounds; round++)
            {
                for (var i = 0; i < sessions.Count; i++)
                {
                    if (sessions.Count > 1)
                    {
                        cancellationToken.WaitHandle.WaitOne(BetweenCandidates);
                    }

                    cancellationToken.ThrowIfCancellationRequested();

                    // Once without looking: what the other left in the caches, and threads that sleep, are not the question.
                    Time(sessions[i], batches, settings.SecondsPerRound / 4, time);
                    var seconds = Time(sessions[i], batches, settings.SecondsPerRound, time);
                    if (round >= 0)
                    {
                        rounds[i].Add(1e6 * seconds);
                    }
                }
            }

            return [.. candidates.Select((candidate, i) =>
            {
                var median = Median(rounds[i]);
                return new PredictionResult(experiment, batch, threads, candidate.Name, median, 1e6 * batch / median, rounds[i]);
            })];
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    /// <summary>Seconds of a call, over as many as fill the time.</summary>
    private static double Time(IPredictionSession session, int batches, double seconds, TimeProvider time)
    {
        // Few enough looks at the clock that it costs nothing, few enough calls that a large batch does not take for ever.
        const int CallsPerLook = 16;
        var started = time.GetTimestamp();
        var calls = 0;
        double elapsed;
        do
        {
            var turns = batches > 1 ? CallsPerLook : 1;
            for (var i = 0; i < turns; i++)
            {
                session.Predict(calls++ % batches);
            }

            elapsed = time.GetElapsedTime(started).TotalSeconds;
        }
        while (elapsed < seconds);
        return elapsed / calls;
    }

    private static void RequireSame(IReadOnlyList<IPredictionCandidate> candidates, List<IPredictionSession> sessions, string where)
    {
        for (var i = 1; i < sessions.Count; i++)
        {
            var first = sessions[0].Logits;
            var other = sessions[i].Logits;
            var (largest, difference) = (0.0, 0.0);
            for (var c = 0; c < first.Length; c++)
            {
                largest = Math.Max(largest, Math.Abs(first[c]));
                difference = Math.Max(difference, Math.Abs((double)first[c] - other[c]));
            }

            if (!(difference <= Tolerance * largest))
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{candidates[0].Name} and {candidates[i].Name} do not say the same: {where}, their logits differ by {difference:G3}, "
                    + $"the largest is {largest:G3}."));
            }
        }
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
