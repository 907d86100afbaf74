using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>The loss on the CPU against the reference, and what it does with numbers that are none.</summary>
public sealed class CrossEntropyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Loss_gradient_and_guesses_are_the_references(double smoothing)
    {
        foreach (var classes in new[] { 1, 2, 3, 7, 8, 9, 10, 31, 100, 256 })
        {
            foreach (var rows in new[] { 1, 2, 16, 33 })
            {
                using var pair = new DevicePair(InstructionSets.Best);
                var z = pair.Of([.. Nets.Signed(1, 40, 0, rows * classes).Select(value => value * 16)]);
                var d = pair.Empty(rows * classes);
                var result = pair.Empty(2);
                var labels = Nets.Labels(1, 41, 0, rows, classes);

                Run(pair.Reference, z.Reference, labels, classes, smoothing, d.Reference, result.Reference);
                Run(pair.Cpu, z.Cpu, labels, classes, smoothing, d.Cpu, result.Cpu);

                d.AreClose($"gradient of {rows} x {classes}", 1e-7 / rows);
                result.AreClose($"loss of {rows} x {classes}", 2e-6);
                Assert.Equal(result.Reference.ToDoubles()[1], result.Cpu.ToDoubles()[1]);
            }
        }
    }

    [Theory]
    [InlineData(1000, -1000, 0)]
    [InlineData(3e38, -3e38, 1)]
    [InlineData(700, 0, -700)]
    [InlineData(-3e38, -3e38, -3e38)]
    [InlineData(1, double.NegativeInfinity, 0)]
    [InlineData(double.NegativeInfinity, 1, 0)]
    [InlineData(double.PositiveInfinity, 1, 0)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(1, double.NaN, 0)]
    [InlineData(1, 0, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity)]
    public void Large_and_impossible_logits_are_treated_as_in_the_reference(double first, double second, double third)
    {
        using var pair = new DevicePair(InstructionSets.Best);
        var z = pair.Of([(float)first, (float)second, (float)third]);
        var d = pair.Empty(3);
        var result = pair.Empty(2);

        Run(pair.Reference, z.Reference, [0], 3, 0, d.Reference, result.Reference);
        Run(pair.Cpu, z.Cpu, [0], 3, 0, d.Cpu, result.Cpu);

        d.AreClose("gradient", 1e-7);
        Close.Number("loss", (float)result.Reference.ToDoubles()[0], result.Cpu.ToDoubles()[0], 1e-4);
        Assert.Equal(result.Reference.ToDoubles()[1], result.Cpu.ToDoubles()[1]);
        if (double.IsNaN(first + second + third))
        {
            Assert.True(double.IsNaN(result.Cpu.ToDoubles()[0]), "a logit that is NaN makes the loss NaN");
        }
    }

    [Fact]
    public void Of_several_largest_logits_the_first_is_the_guess()
    {
        using var pair = new DevicePair(InstructionSets.Best);
        var z = pair.Of([1, 2, 2, 0, 0, 0]);
        var result = pair.Empty(2);

        Run(pair.Cpu, z.Cpu, [1, 0], 3, 0, default, result.Cpu);
        Assert.Equal(2, result.Cpu.ToDoubles()[1]);
        Run(pair.Reference, z.Reference, [2, 1], 3, 0, default, result.Reference);
        Assert.Equal(0, result.Reference.ToDoubles()[1]);
    }

    private static void Run(Device device, View logits, byte[] labels, int classes, double smoothing, View gradient, View result)
    {
        using var truth = new LabelTargets(device, labels, classes);
        device.Run(new SoftmaxCrossEntropy(logits, truth.All, labels.Length, classes, smoothing, gradient, result));
    }
}
