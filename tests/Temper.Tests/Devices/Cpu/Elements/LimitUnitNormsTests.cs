using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Max-norm: columns of a weight that are longer than the limit are scaled down to it.</summary>
public sealed class LimitUnitNormsTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    public static TheoryData<string> GoldenCases =>
    [
        .. Golden.File("regularizers.json").GetProperty("cases").EnumerateArray()
            .Where(entry => entry.Text("regularizer") == "max-norm").Select(entry => entry.Text("name")),
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Long_units_are_scaled_as_the_reference_does_and_the_others_keep_their_bits(InstructionSet set)
    {
        int[] sizes = [1, 7, 8, 9, 15, 16, 17, 31, 33, 255, 256, 257, 1000];
        (int, int)[] shapes = [.. sizes.Select(size => (13, size)), .. sizes.Select(size => (size, 13)), (0, 9), (9, 0)];
        foreach (var (inFeatures, outFeatures) in shapes)
        {
            using var pair = new DevicePair(set, threads: 1 + (outFeatures % 3));
            var weight = pair.Signed(inFeatures * outFeatures, 24);
            var before = weight.Cpu.ToSingles();

            // About the norm of a unit of such random numbers: some are longer, some shorter.
            var limit = Math.Sqrt(inFeatures / 3.0);
            pair.Reference.Run(new LimitUnitNorms(weight.Reference, inFeatures, outFeatures, limit));
            pair.Cpu.Run(new LimitUnitNorms(weight.Cpu, inFeatures, outFeatures, limit));

            weight.AreClose($"{inFeatures} x {outFeatures}", 6e-8);
            var after = weight.Cpu.ToSingles();
            for (var unit = 0; unit < outFeatures; unit++)
            {
                if (Norm(before, unit, outFeatures) <= limit)
                {
                    Assert.Equal(Column(before, unit, outFeatures), Column(after, unit, outFeatures));
                }
                else
                {
                    Assert.InRange(Norm(after, unit, outFeatures), limit * (1 - Math.Pow(2, -24)), limit * (1 + Math.Pow(2, -24)));
                }
            }
        }
    }

    /// <summary>Numbers that float arithmetic could not square, or not add.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Extreme_units_are_defined(InstructionSet set)
    {
        double[] extremes = [0, -0.0, float.MaxValue, 1e30, 1e-45f, 1e-30f, double.NaN, double.PositiveInfinity, 3];
        using var pair = new DevicePair(set, threads: 2);
        foreach (var outFeatures in (int[])[9, 36])
        {
            // Unit o has the o-th number and a 0.25 below it.
            double[] numbers = [.. Enumerable.Range(0, outFeatures).Select(o => (double)(float)extremes[o % 9]), .. Enumerable.Repeat(0.25, outFeatures)];
            var weight = pair.Of(numbers);
            pair.Reference.Run(new LimitUnitNorms(weight.Reference, 2, outFeatures, 1));
            pair.Cpu.Run(new LimitUnitNorms(weight.Cpu, 2, outFeatures, 1));
            foreach (var after in new[] { weight.Reference.ToDoubles(), weight.Cpu.ToDoubles() })
            {
                for (var o = 0; o < outFeatures; o++)
                {
                    var (first, second) = (numbers[o], after[o]);
                    switch (o % 9)
                    {
                        case 2 or 3:
                            Assert.Equal(1, second);
                            Close.Number("beside a huge number", 0, after[outFeatures + o], 1e-30);
                            break;
                        case 8:
                            Close.Number("3 of (3, 0.25)", 3 / Math.Sqrt(9.0625), second, 1e-7);
                            break;
                        default:
                            // Short ones, and those whose norm is not finite.
                            Assert.Equal(BitConverter.DoubleToInt64Bits(first), BitConverter.DoubleToInt64Bits(second));
                            Assert.Equal(0.25, after[outFeatures + o]);
                            break;
                    }
                }
            }
        }
    }

    [Fact]
    public void Units_of_nothing_but_the_largest_floats_fit_too()
    {
        using var pair = new DevicePair(InstructionSets.Best);
        var weight = pair.Of([.. Enumerable.Repeat((double)float.MaxValue, 784 * 20)]);
        pair.Cpu.Run(new LimitUnitNorms(weight.Cpu, 784, 20, 2));
        Assert.All(weight.Cpu.ToDoubles(), value => Assert.Equal((float)(2 / Math.Sqrt(784)), value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public void The_ends_of_the_limits_are_nothing_and_no_limit(double limit)
    {
        using var pair = new DevicePair(InstructionSets.Best);
        var weight = pair.Signed(9 * 20, 25);
        var before = weight.Cpu.ToDoubles();
        pair.Reference.Run(new LimitUnitNorms(weight.Reference, 9, 20, limit));
        pair.Cpu.Run(new LimitUnitNorms(weight.Cpu, 9, 20, limit));
        var expected = limit == 0 ? new double[before.Length] : before;
        Close.Absolute("reference", expected, weight.Reference.ToDoubles(), 0);
        Close.Absolute("cpu", expected, weight.Cpu.ToDoubles(), 0);
    }

    [Fact]
    public void Sizes_that_the_weight_does_not_have_are_refused()
    {
        using var device = new CpuDevice();
        using var buffer = device.Allocate(12);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Run(new LimitUnitNorms(buffer.All, 4, 4, 1)));
        Assert.Throws<OverflowException>(() => device.Run(new LimitUnitNorms(buffer.All, 1 << 16, 1 << 16, 1)));
    }

    /// <summary>
    /// The file has the weights after the limit and the norms before it: weights times max(1, norm / limit) are the weights before.
    /// </summary>
    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Golden_steps_are_PyTorchs(string name)
    {
        var entry = Golden.Case("regularizers.json", name);
        var limit = entry.GetProperty("settings").Number("c");
        var scaled = 0;
        foreach (var step in entry.GetProperty("steps").EnumerateArray())
        {
            foreach (var tensor in step.GetProperty("norms").EnumerateObject())
            {
                var norms = tensor.Value.Numbers();
                var columns = step.GetProperty("parameters").GetProperty(tensor.Name).GetArrayLength() / norms.Length;
                var expected = Nets.Transposed(step.GetProperty("parameters").GetProperty(tensor.Name).Numbers(), norms.Length, columns);
                scaled += norms.Count(norm => norm > limit);
                using var pair = new DevicePair(InstructionSets.Best);
                var weight = pair.Of([.. expected.Select((value, i) => value * Math.Max(1, norms[i % norms.Length] / limit))]);
                pair.Reference.Run(new LimitUnitNorms(weight.Reference, columns, norms.Length, limit));
                pair.Cpu.Run(new LimitUnitNorms(weight.Cpu, columns, norms.Length, limit));
                Close.Absolute("reference", expected, weight.Reference.ToDoubles(), 1e-15);
                Close.Absolute("cpu", expected, weight.Cpu.ToDoubles(), 1e-7);
            }
        }

        Assert.Equal(entry.GetProperty("steps").EnumerateArray().Sum(step => step.Whole("scaledRows")), scaled);
        Assert.True(scaled > 0);
    }

    private static float[] Column(float[] weight, int unit, int outFeatures) =>
        [.. Enumerable.Range(0, weight.Length / outFeatures).Select(i => weight[(i * outFeatures) + unit])];

    private static double Norm(float[] weight, int unit, int outFeatures) =>
        Math.Sqrt(Column(weight, unit, outFeatures).Sum(value => (double)value * value));
}
