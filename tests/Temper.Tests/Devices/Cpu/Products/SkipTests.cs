using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Products;

/// <summary>Sums, copies, activations and layer normalization against the reference; what a skip path reads stays as it is.</summary>
public sealed class SkipTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sums_and_copies_are_the_references(InstructionSet set)
    {
        foreach (var (rows, width) in Batches())
        {
            using var pair = new DevicePair(set, threads: 2);
            var (x, y) = (pair.Signed(rows * width, 1), pair.Signed(rows * width, 1));
            var (sum, copy) = (pair.Empty(rows * width), pair.Empty(rows * width));
            pair.Run(device => new Add(device(sum), device(x), device(y), rows));
            pair.Run(device => new Copy(device(sum), device(copy), rows));
            pair.Run(device => new Add(device(x), device(y), device(x), rows));

            sum.AreClose("sum", 2e-7);
            Assert.Equal(sum.Cpu.ToSingles(), x.Cpu.ToSingles());
            Assert.Equal(sum.Cpu.ToSingles(), copy.Cpu.ToSingles());
            Assert.Equal(sum.Reference.ToDoubles(), copy.Reference.ToDoubles());
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Activations_are_the_references(InstructionSet set)
    {
        foreach (var (rows, width) in Batches())
        {
            foreach (var layer in new LayerSpec[] { new LeakyReLU(0.2), new GELU(), new GELU(GeluApproximation.Tanh), new Tanh(), new Sigmoid() })
            {
                using var pair = new DevicePair(set, threads: 2);
                var function = ((ElementwiseStep)Network.InEvaluation([layer], Shape.Row(width), [])[0]).Function;
                var (x, gradient, y) = (pair.Signed(rows * width, 2), pair.Signed(rows * width, 2), pair.Empty(rows * width));
                pair.Run(device => new Activate(device(x), device(y), function, rows));
                pair.Run(device => new ActivateBackward(device(x), device(gradient), function, rows));

                y.AreClose($"{layer}", 6e-8);
                gradient.AreClose($"{layer} gradient", 7e-8);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Layer_normalization_is_the_references(InstructionSet set)
    {
        foreach (var (rows, width) in Batches())
        {
            using var pair = new DevicePair(set, threads: 2);
            var (x, gradient, y, statistics) = (pair.Signed(rows * width, 3), pair.Signed(rows * width, 3), pair.Empty(rows * width), pair.Empty(3 * rows));
            var (weight, bias, weightGradient, biasGradient) = (pair.Signed(width, 3), pair.Signed(width, 3), pair.Empty(width), pair.Empty(width));
            pair.Run(device => new LayerNormForward(device(x), device(y), device(weight), device(bias), device(statistics), rows, 0.01));
            pair.Run(device => new LayerNormBackwardParameters(device(x), device(gradient), device(statistics), device(weightGradient), device(biasGradient), rows));
            pair.Run(device => new LayerNormBackwardInput(device(x), device(gradient), device(weight), device(statistics), rows));

            y.AreClose("output", 4e-7);
            gradient.AreClose("input gradient", 2e-6);
            weightGradient.AreClose("weight gradient", 4e-7 * rows);
            biasGradient.AreClose("bias gradient", 1e-7 * rows);
        }
    }

    /// <summary>The CPU joins a ReLU with the operation that made its numbers: only with the one whose numbers they are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_the_skip_path_reads_is_not_rectified(int threads)
    {
        const int Rows = 40;
        const int Width = 24;
        using var device = new CpuDevice(threads);
        using var network = new Network([new Linear(Width), new Residual([new ReLU(), new Linear(Width)])], Width, device, Rows);
        using var first = new Network([new Linear(Width)], Width, device, Rows);
        network.Initialize(3);
        first.LoadState([.. network.State().Take(2)]);

        // The branch's own Linear puts out 0: what is left is the skip path.
        var state = network.State().ToList();
        network.LoadState([.. state.Take(2), .. state.Skip(2).Select(tensor => tensor with { Values = new float[tensor.Length] })]);
        var input = Nets.Signed(5, 1, 0, Rows * Width);
        network.Input(Rows).Write(input);
        first.Input(Rows).Write(input);
        var skipped = network.Forward(new Pass(Rows, Training: true)).ToSingles();

        Assert.Contains(skipped, value => value < 0);
        Assert.Equal(first.Forward(new Pass(Rows, Training: true)).ToSingles(), skipped);
    }

    private static IEnumerable<(int Rows, int Width)> Batches() =>
        [.. DevicePair.Sizes.Take(24).Select(width => (3, width)), (1, 1), (129, 40), (40, 200)];
}
