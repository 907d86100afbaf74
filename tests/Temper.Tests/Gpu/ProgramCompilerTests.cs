using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Gpu.Hardware;
using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;
using Temper.Gpu.Replicas;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Which kernels a batch's operations become. No kernel runs.</summary>
public sealed class ProgramCompilerTests
{
    private static readonly int[] Sizes = [16, 9, 8, 7, 4];

    [Fact]
    public void A_step_of_the_baseline_is_ten_kernels()
    {
        // Gather, four Linears forward, loss, three backward, all weights with their updates.
        Assert.Equal(
            ["Gather", "Tile", "Tile", "Tile", "Tile", "OneHot", "CrossEntropy", "Tile", "Tile", "Tile", "Weights"],
            Kinds(Step(Nets.Model("M1", Sizes, 0.2))));
    }

    [Fact]
    public void BatchNorms_and_Dropouts_ride_on_the_products_and_their_parameters_share_a_kernel()
    {
        var launches = Step(Nets.Model("M5", Sizes, 0.2));
        Assert.Equal(
            ["Gather", "Tile", "Tile", "Tile", "Tile", "OneHot", "CrossEntropy", "Tile", "Tile", "Tile", "Weights", "Update"],
            Kinds(launches));
        Assert.Equal(4, Assert.IsType<WeightsLaunch>(launches[^2]).Tasks.Count);
        Assert.Equal(4, Assert.IsType<UpdateLaunch>(launches[^1]).Parts.Count);
    }

    [Fact]
    public void Joined_updates_spend_their_gradients_unless_they_are_kept()
    {
        foreach (var spends in new[] { true, false })
        {
            var weights = Assert.IsType<WeightsLaunch>(Step(Nets.Model("M1", Sizes, 0.2), spends: spends)[^1]);
            foreach (var part in weights.Tasks.SelectMany(task => new[] { task.Weight, task.Bias }))
            {
                Assert.True(part.Parameter >= 0);
                Assert.Equal(spends, part.Gradient < 0);
            }
        }
    }

    [Fact]
    public void Clipping_keeps_gradients_and_updates_apart()
    {
        var launches = Step(Nets.Model("M1", Sizes, 0.2), clip: 1);
        Assert.Equal(["Weights", "Squares", "SquaresFinish", "Scale", "Update"], Kinds(launches)[^5..]);
        Assert.All(
            Assert.IsType<WeightsLaunch>(launches[^5]).Tasks,
            task => Assert.True(task.Weight.Gradient >= 0 && task.Weight.Parameter < 0 && task.Bias.Gradient >= 0 && task.Bias.Parameter < 0));
        Assert.Equal(8, Assert.IsType<UpdateLaunch>(launches[^1]).Parts.Count);
    }

    [Fact]
    public void More_than_four_Linears_take_more_than_one_kernel()
    {
        // The first four are started when the fifth comes, before their updates are known.
        var launches = Step([.. Enumerable.Range(0, 5).Select(_ => new Linear(3))]);
        var weights = launches.OfType<WeightsLaunch>().ToList();
        Assert.Equal([4, 1], weights.Select(launch => launch.Tasks.Count));
        Assert.All(weights[0].Tasks, task => Assert.True(task.Weight.Gradient >= 0 && task.Weight.Parameter < 0));
        Assert.True(weights[1].Tasks[0].Weight.Parameter >= 0);
        Assert.Equal(8, launches.OfType<UpdateLaunch>().Sum(launch => launch.Parts.Count));
    }

    [Fact]
    public void More_than_eight_stretches_take_more_than_one_kernel()
    {
        var layers = new List<LayerSpec>();
        for (var i = 0; i < 5; i++)
        {
            layers.Add(new BatchNorm1d());
        }

        var updates = Step(layers).OfType<UpdateLaunch>().ToList();
        Assert.Equal([8, 2], updates.Select(launch => launch.Parts.Count));
    }

    [Fact]
    public void An_update_of_part_of_a_gradient_waits_for_the_whole()
    {
        var launches = ProgramCompiler.Compile(
        [
            Op.Of(new LinearBackwardParametersCode(0, 100, 200, 300, 4, 5, 3)),
            Op.Of(new UpdateCode(400, 200, -1, -1, -1, 7, 1, 0)),
        ]).Launches;

        Assert.Equal(["Weights", "Update"], Kinds(launches));
        Assert.Equal(200, Assert.IsType<WeightsLaunch>(launches[0]).Tasks[0].Weight.Gradient);
    }

    [Fact]
    public void Operations_on_other_numbers_begin_a_kernel_of_their_own()
    {
        var compiled = ProgramCompiler.Compile(
        [
            Op.Of(new LinearForwardCode(0, 100, 200, 300, 4, 5, 3)),
            Op.Of(new ReluForwardCode(300, 12, 4)),
            Op.Of(new ReluForwardCode(500, 12, 4)),
        ]);

        Assert.Equal(["Tile", "Tile"], Kinds(compiled.Launches));
        var kinds = compiled.Stages.Chunk(StageKind.Length).Select(stage => stage[0]);
        Assert.Equal([StageKind.Bias, StageKind.Relu, StageKind.Store, StageKind.Relu, StageKind.Store], kinds);
    }

    [Fact]
    public void A_BatchNorm_rides_on_a_product_of_at_most_128_rows()
    {
        foreach (var (rows, launches) in new[] { (128, 1), (129, 2) })
        {
            var compiled = ProgramCompiler.Compile(
            [
                Op.Of(new LinearForwardCode(0, 10_000, -1, 20_000, rows, 5, 3)),
                Op.Of(new BatchNormTrainCode(20_000, 30_000, rows * 3, rows, -1, -1, 1, 2, 3, 4)),
            ]);
            Assert.Equal(launches, compiled.Launches.Count);
        }
    }

    private static string[] Kinds(IReadOnlyList<Launch> launches) =>
        [.. launches.Select(launch => launch.GetType().Name.Replace("Launch", "", StringComparison.Ordinal))];

    /// <summary>The launches of a training step, as Trainer makes it.</summary>
    private static IReadOnlyList<Launch> Step(IReadOnlyList<LayerSpec> layers, bool spends = true, double? clip = null)
    {
        const int Rows = 6;
        using var pool = GpuUnderTest.Open(GpuUnderTest.SimulatedWide);
        using var device = (GpuDevice)pool.Open(1)[0];
        using var network = new Network(layers, Sizes[0], device, Rows);
        using var optimizer = new Optimizer(new Adam(), device, network.ParameterValues.Length);
        using var indices = device.AllocateIndices(Rows);
        using var table = device.Allocate(256);
        using var result = device.Allocate(2);
        var pixels = device.Upload(new byte[Rows * Sizes[0]]);
        using var labels = device.AllocateIndices(Rows);
        using var targets = device.Allocate(Rows * network.OutFeatures);
        var batch = new Batch(indices, 0, Rows);
        var pass = new Pass(Rows, Training: true);

        device.Run(new Gather(pixels, batch, table.All, Sizes[0], network.Input(Rows)));
        var logits = network.Forward(pass);
        device.Run(new OneHot(labels, batch, network.OutFeatures, targets.All.Slice(0, Rows * network.OutFeatures)));
        new CrossEntropy().Evaluate(device, logits, targets.All, Rows, network.OutFeatures, network.OutputGradient(Rows), result.All);
        network.Backward(pass);
        if (clip is { } limit)
        {
            device.Run(new ClipNorm(network.ParameterGradients, limit));
        }

        var settings = optimizer.Begin(0.01);
        foreach (var parameter in network.Parameters)
        {
            optimizer.Update(
                network.ParameterValues, network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings, spends);
        }

        device.EndBatch();
        var launches = Assert.Single(device.Pending).Compiled.Launches;
        device.ForgetPending();
        pixels.Dispose();
        labels.Dispose();
        return launches;
    }
}
