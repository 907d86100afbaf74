using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;
using Temper.Tests.Child;
using Temper.Tests.Training;
using Xunit;

namespace Temper.Tests.Benchmarks;

/// <summary>That figures belong together; never how large they are.</summary>
public sealed class StepBenchmarkTests
{
    // 400 images of 5 x 5: 320 train in 20 steps of 16, 80 validate.
    private static readonly Dataset Data = FixedTraining.Images(rows: 400, side: 5, seed: 6);

    private static readonly StepBenchmarkSettings Small = new()
    {
        InstructionSets = [InstructionSets.Best],
        Threads = 2,
        BatchSize = 16,
        Rounds = 2,
        Experiments = ["baseline", "altogether"],
    };

    private static string Best => InstructionSets.Best.ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_net_is_timed_on_all_threads_on_one_and_side_by_side_and_units_agree()
    {
        var heard = new List<BenchmarkProgress>();
        var result = StepBenchmark.Run(Small, Data, progress: new Heard(heard), cancellationToken: Token);

        Assert.Equal((2, 400), (result.Rounds, result.Images));
        Assert.Equal([(Best, 1), (Best, 2)], result.Peaks.Select(peak => (peak.InstructionSet, peak.Threads)));
        Assert.All(result.Peaks, peak =>
        {
            Assert.Equal(3, peak.Probes.Count);
            Assert.Equal(peak.Probes.Max(), peak.Gflops);
        });
        Assert.Equal(
            [("baseline", 1, 2), ("baseline", 1, 1), ("baseline", 2, 1), ("altogether", 1, 2), ("altogether", 1, 1), ("altogether", 2, 1)],
            result.Steps.Select(step => (step.Experiment, step.Nets, step.ThreadsPerNet)));
        foreach (var step in result.Steps)
        {
            // 25-200-200-200-10: 87,000 weights, 82,000 of them behind the first Linear.
            Assert.Equal(20, step.StepsPerEpoch);
            Assert.Equal(2 * 16 * (87_000 + 87_000 + 82_000) / 1e6, step.StepMegaflop, 9);
            Assert.Equal((20 * step.StepMegaflop) + (2 * 80 * 87_000 / 1e6), step.EpochMegaflop, 9);
            Assert.Equal(2, step.EpochSeconds.Count);
            var seconds = step.EpochSeconds.Min();
            Assert.True(seconds > 0 && step.MillisecondsPerStep > 0);
            Assert.Equal(step.Nets * step.EpochMegaflop / 1e3 / seconds, step.Gflops, 1e-9 * step.Gflops);
            Assert.Equal(60 * step.Nets / (5 * seconds), step.TrainingsPerMinute, 1e-9 * step.TrainingsPerMinute);
            var peak = result.Peaks.Single(peak => peak.Threads == step.Nets * step.ThreadsPerNet);
            Assert.Equal(step.Gflops / peak.Gflops, step.ShareOfPeak, 1e-9);

            // The steps are a part of the fastest epoch or of a slower one.
            Assert.InRange(step.MillisecondsPerStep * step.StepsPerEpoch / 1e3, 0, step.EpochSeconds.Max());
        }

        Assert.Equal(heard.Select(progress => progress.Share), heard.Select(progress => progress.Share).Order());
        Assert.All(heard, progress => Assert.InRange(progress.Share, 0, 1));
        Assert.Contains(heard, progress => progress.Measuring == $"altogether, 2 nets on a thread each, {Best}");
    }

    [Fact]
    public void With_one_thread_the_three_arrangements_are_one()
    {
        var result = StepBenchmark.Run(Small with { Threads = 1, Rounds = 1, Experiments = ["l2"] }, Data, cancellationToken: Token);
        Assert.Equal(("l2", 1, 1), (result.Steps.Single().Experiment, result.Steps.Single().Nets, result.Steps.Single().ThreadsPerNet));
        Assert.Equal(1, result.Peaks.Single().Threads);
    }

    [Fact]
    public void Fewer_images_make_shorter_epochs_and_trainings_are_reckoned_for_all()
    {
        var result = StepBenchmark.Run(Small with { Threads = 1, Rounds = 1, Images = 100 }, Data, cancellationToken: Token);
        Assert.Equal(100, result.Images);
        Assert.All(result.Steps, step =>
        {
            Assert.Equal(5, step.StepsPerEpoch);
            Assert.Equal(60 * 0.25 / (5 * step.EpochSeconds.Min()), step.TrainingsPerMinute, 1e-9 * step.TrainingsPerMinute);
        });
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1000, 2, 50)]
    public void Rounds_are_as_many_as_fit_but_at_least_one(double seconds, int fewest, int most)
    {
        // On this clock an epoch takes about a minute, and so does a peak.
        var clock = new Trainings.HastyClock();
        var settings = Small with { Threads = 1, Rounds = null, Seconds = seconds, Experiments = ["baseline"] };
        var result = StepBenchmark.Run(settings, Data, clock, cancellationToken: Token);
        Assert.InRange(result.Rounds, fewest, most);
        Assert.All(result.Steps, step => Assert.Equal(result.Rounds, step.EpochSeconds.Count));
        Assert.All(result.Peaks, peak => Assert.Equal(result.Rounds + 1, peak.Probes.Count));
    }

    [Fact]
    public void It_can_be_cancelled_anywhere()
    {
        foreach (var text in new[] { "warming up", $"peak of {Best}", $"baseline, one net on 2 threads, {Best}", $"baseline, 2 nets on a thread each, {Best}" })
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var progress = new Heard([], said =>
            {
                if (said.Measuring == text)
                {
                    source.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => StepBenchmark.Run(Small, Data, progress: progress, cancellationToken: source.Token));
        }
    }

    [Fact]
    public void What_cannot_be_trained_is_refused()
    {
        Assert.Throws<SpecException>(() => StepBenchmark.Run(Small with { BatchSize = 500 }, Data, cancellationToken: Token));
        Assert.Throws<SpecException>(() => StepBenchmark.Run(Small with { Experiments = ["none"] }, Data, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepBenchmark.Run(Small with { Threads = 0 }, Data, cancellationToken: Token));
    }

    [Fact]
    public void The_first_images_are_those()
    {
        var part = FirstImages.Of(Data, 3);
        Assert.Equal((3, 25, 100), (part.Train.Count, part.Train.Features, part.Test.Count));
        Assert.Equal(Data.Train.Bytes.Values[..75], part.Train.Bytes.Values);
        Assert.Equal(Data.Train.Labels[..3], part.Train.Labels);
        Assert.NotEqual(Data.Hash, part.Hash);
        Assert.Same(Data, FirstImages.Of(Data, 400));
    }

    private sealed class Heard(List<BenchmarkProgress> heard, Action<BenchmarkProgress>? also = null) : IProgress<BenchmarkProgress>
    {
        public void Report(BenchmarkProgress value)
        {
            heard.Add(value);
            also?.Invoke(value);
        }
    }
}
