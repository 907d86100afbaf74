using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Rows mixed with the row before, in place.</summary>
public sealed class MixRowsTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_are_mixed_as_the_reference_does(InstructionSet set)
    {
        foreach (var features in (int[])[0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 255, 256, 257, 784, 1000])
        {
            foreach (var rows in (int[])[2, 3, 9])
            {
                foreach (var lambda in features > 300 ? [0.7] : (double[])[0, 0.25, 0.7, 1 - 1e-9])
                {
                    using var pair = new DevicePair(set, threads: 1 + (rows % 3));
                    var x = pair.Signed(rows * features, 22);

                    pair.Reference.Run(new MixRows(x.Reference, rows, lambda));
                    pair.Cpu.Run(new MixRows(x.Cpu, rows, lambda));

                    // Numbers below 1: roundings of two factors, a product and a sum, of at most 2^-25 each.
                    x.AreClose($"{rows} x {features} at {lambda}", 4.0 / (1 << 25));
                }
            }
        }
    }

    [Fact]
    public void The_partner_of_a_row_is_the_one_before_and_of_the_first_the_last()
    {
        using var pair = new DevicePair(InstructionSets.Best);
        var x = pair.Of([1, 10, 2, 20, 4, 40]);
        pair.Reference.Run(new MixRows(x.Reference, 3, 0.75));
        pair.Cpu.Run(new MixRows(x.Cpu, 3, 0.75));
        double[] expected = [1.75, 17.5, 1.75, 17.5, 3.5, 35];
        Assert.Equal(expected, x.Reference.ToDoubles());
        Assert.Equal(expected, x.Cpu.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Roundings_are_those_of_a_product_and_a_fused_multiply_add(InstructionSet set)
    {
        using var pair = new DevicePair(set, threads: 2);
        var x = pair.Signed(5 * 77, 23);
        var old = x.Cpu.ToSingles();
        pair.Cpu.Run(new MixRows(x.Cpu, 5, 0.3));
        var mixed = x.Cpu.ToSingles();
        for (var i = 0; i < mixed.Length; i++)
        {
            var other = old[(i - 77 + old.Length) % old.Length];
            Assert.Equal(MathF.FusedMultiplyAdd(0.3f, old[i], (float)(1 - 0.3) * other), mixed[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_share_of_1_and_a_single_row_keep_every_bit(InstructionSet set)
    {
        double[] values = [-0.0, 0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-45f, float.MaxValue, -3];
        var bits = values.Select(BitConverter.DoubleToInt64Bits).ToArray();
        foreach (var (rows, lambda) in ((int, double)[])[(2, 1), (4, 1), (1, 1), (1, 0.3), (1, 0)])
        {
            using var pair = new DevicePair(set);
            var x = pair.Of(values);
            pair.Reference.Run(new MixRows(x.Reference, rows, lambda));
            pair.Cpu.Run(new MixRows(x.Cpu, rows, lambda));
            Assert.Equal(bits, x.Reference.ToDoubles().Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(bits, x.Cpu.ToDoubles().Select(BitConverter.DoubleToInt64Bits));
        }
    }
}
