using Temper.Data;
using Temper.Export;
using Temper.Lab.Benchmarks;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Benchmarks;

public sealed class PredictionBenchmarkTests
{
    private static readonly Dataset Data = FixedTraining.Images(rows: 400, side: 5, seed: 3, classes: 3);

    private static readonly PredictionSettings Settings = new() { Experiments = ["baseline"], Batches = [4], Threads = [1], Rounds = 3, SecondsPerRound = 0.001 };

    [Fact]
    public void Candidates_are_timed_in_turns_at_each_point()
    {
        var results = PredictionBenchmark.Run(Settings, Data, [new PredictorCandidate(), new Echo("other", 0)], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["Temper", "other"], results.Select(result => result.Candidate));
        Assert.All(results, result => Assert.Equal(("baseline", 4, 1, 3), (result.Net, result.Batch, result.Threads, result.Rounds.Count)));
    }

    [Fact]
    public void Candidates_that_do_not_say_the_same_are_not_compared()
    {
        var error = Assert.Throws<InvalidOperationException>(() => PredictionBenchmark.Run(
            Settings, Data, [new PredictorCandidate(), new Echo("wrong", 1e-3f)], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("Temper and wrong do not say the same: baseline, batch 0 of 4 images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_cannot_be_measured_are_refused_before_any_training()
    {
        foreach (var settings in new[] { Settings with { Batches = [0] }, Settings with { Threads = [0] }, Settings with { Rounds = 0 } })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => PredictionBenchmark.Run(settings, Data, [new PredictorCandidate()], cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PredictionBenchmark.Run(Settings, Data, [new PredictorCandidate()], cancellationToken: stop.Token));
    }

    /// <summary>Temper's own logits, off by a little.</summary>
    private sealed class Echo(string name, float error) : IPredictionCandidate
    {
        public string Name => name;

        public IPredictionSession Open(Model model, byte[] pixels, int batch, int threads) =>
            new Session(new PredictorCandidate().Open(model, pixels, batch, threads), error);

        private sealed class Session(IPredictionSession inner, float error) : IPredictionSession
        {
            private float[] logits = [];

            public ReadOnlySpan<float> Logits => logits;

            public void Predict(int batch)
            {
                inner.Predict(batch);
                logits = inner.Logits.ToArray();
                logits[0] += error;
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
