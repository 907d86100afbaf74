using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Benchmarks;

public sealed class ScalingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Shares_and_neighbours_are_worked_out_by_hand()
    {
        // 1 GFLOP at a peak of 10 GFLOP/s: shares 0.2, 0.1, 0.5, 0.4.
        var points = ScalingPoint.Of([(1, 1_000_000_000, 0.5), (2, 1_000_000_000, 1), (4, 1_000_000_000, 0.2), (8, 1_000_000_000, 0.25)], peak: 10);
        Assert.Equal([1, 2, 4, 8], points.Select(point => point.Size));
        Assert.Equal([2, 1, 5, 4], points.Select(point => point.Gflops));
        Assert.Equal([0.2, 0.1, 0.5, 0.4], points.Select(point => Math.Round(point.ShareOfPeak, 12)));
        Assert.Equal([500_000, 1_000_000, 200_000, 250_000], points.Select(point => point.MicrosecondsPerStep));
        Assert.All(points, point => Assert.Equal(1000, point.StepMegaflop));

        // 0.1 / ((0.2 + 0.5) / 2) = 0.2857, 0.5 / ((0.1 + 0.4) / 2) = 2.
        Assert.Null(points[0].RelativeToNeighbours);
        Assert.Equal(0.2857, points[1].RelativeToNeighbours!.Value, 4);
        Assert.Equal(2, points[2].RelativeToNeighbours!.Value, 9);
        Assert.Null(points[3].RelativeToNeighbours);
        Assert.Equal([false, true, false, false], points.Select(point => point.IsCliff));
        Assert.Null(Assert.Single(ScalingPoint.Of([(1, 1, 1)], 1)).RelativeToNeighbours);
    }

    [Fact]
    public void Sweeps_are_ascending_and_hold_odd_sizes()
    {
        Assert.Equal(["batch", "width", "depth", "inputs"], ScalingSweep.All.Select(sweep => sweep.Name));
        foreach (var sweep in ScalingSweep.All)
        {
            Assert.Equal(sweep.Sizes.Distinct().Order(), sweep.Sizes);
            Assert.Contains(sweep.Sizes, size => (size & (size - 1)) != 0 && size % 2 == 1);
        }

        Assert.Equal((1, 4096), Ends("batch"));
        Assert.Equal((16, 4096), Ends("width"));
        Assert.Equal((1, 16), Ends("depth"));
        Assert.Equal((2, 10_000), Ends("inputs"));
        Assert.Contains("batch, width, depth, inputs", Assert.Throws<SpecException>(() => ScalingSweep.Find("height")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_changes_one_size()
    {
        Assert.Equal(("200, 200, 200, 10", 784, 17), Net("batch", 17));
        Assert.Equal(("31, 31, 31, 10", 784, 128), Net("width", 31));
        Assert.Equal(("200, 10", 784, 128), Net("depth", 1));
        Assert.Equal(("200, 200, 200, 10", 2, 128), Net("inputs", 2));
    }

    [Theory]
    [InlineData(1_119_200, 1, 784)]
    [InlineData(143_257_600, 128, 784)]
    [InlineData(25_000_000_000, 128, 784)]
    [InlineData(4_600_000_000, 4096, 784)]
    [InlineData(900_000_000, 128, 10_000)]
    public void A_point_has_steps_for_its_seconds_and_little_memory(long flop, int batch, int inputs)
    {
        var (steps, trials) = ScalingBenchmark.Plan(flop, batch, inputs, peak: 100, seconds: 0.3);
        Assert.InRange(steps, 1, 2000);
        Assert.InRange(trials, 2, 6);
        Assert.InRange((long)steps * batch * inputs, 1, 17 << 20);
    }

    [Fact]
    public void Points_come_with_all_their_figures()
    {
        var settings = new ScalingSettings
        {
            Sweeps = [ScalingSweep.Find("batch"), ScalingSweep.Find("inputs")],
            InstructionSet = InstructionSets.Best,
            LargestSize = 4,
            SecondsPerPoint = 0.005,
        };
        var result = ScalingBenchmark.Run(settings, cancellationToken: Token);
        Assert.Equal(3, result.Peak.Probes.Count);
        Assert.Equal(1, result.Peak.Threads);
        Assert.Equal(["batch", "inputs"], result.Curves.Select(curve => curve.Sweep));
        Assert.Equal([1, 2, 4], result.Curves[0].Points.Select(point => point.Size));
        Assert.Equal([2, 3, 4], result.Curves[1].Points.Select(point => point.Size));
        foreach (var point in result.Curves.SelectMany(curve => curve.Points))
        {
            Assert.True(point.MicrosecondsPerStep > 0);
            Assert.Equal(point.StepMegaflop / point.MicrosecondsPerStep * 1e3, point.Gflops, 1e-9 * point.Gflops);
            Assert.Equal(point.Gflops / result.Peak.Gflops, point.ShareOfPeak, 1e-9);
        }

        // One row of 784-200-200-200-10, without the first input gradient.
        Assert.Equal(1.1192, result.Curves[0].Points[0].StepMegaflop, 9);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new Stop("width 16", source);
        Assert.ThrowsAny<OperationCanceledException>(() => ScalingBenchmark.Run(
            new ScalingSettings { Sweeps = [ScalingSweep.Find("width")], SecondsPerPoint = 0.005 }, progress: progress, cancellationToken: source.Token));
    }

    private static (int, int) Ends(string sweep) => (ScalingSweep.Find(sweep).Sizes[0], ScalingSweep.Find(sweep).Sizes[^1]);

    private static (string Linears, int Inputs, int Batch) Net(string sweep, int size)
    {
        var (layers, inputs, batch) = ScalingSweep.Find(sweep).At(size);
        return (string.Join(", ", layers.OfType<Linear>().Select(linear => linear.OutFeatures)), inputs, batch);
    }

    private sealed class Stop(string at, CancellationTokenSource source) : IProgress<BenchmarkProgress>
    {
        public void Report(BenchmarkProgress value)
        {
            if (value.Measuring == at)
            {
                source.Cancel();
            }
        }
    }
}
