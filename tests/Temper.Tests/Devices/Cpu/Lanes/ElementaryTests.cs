using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu.Lanes;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Lanes;

public sealed class ElementaryTests
{
    [Fact]
    public void Exp_is_good_to_a_billionth()
    {
        foreach (var u in Nets.Uniforms(1, 1, 0, 200_000))
        {
            var x = -700 * u * u;
            Close.Number($"exp({x})", 1, Exp(x) / Math.Exp(x), 1e-9);
        }

        Assert.Equal(1, Exp(0));
        Assert.Equal(0, Exp(-701));
        Assert.Equal(0, Exp(double.NegativeInfinity));
        Assert.True(double.IsNaN(Exp(double.NaN)));
    }

    [Fact]
    public void Log_is_good_to_a_billionth()
    {
        foreach (var u in Nets.Uniforms(1, 2, 0, 200_000))
        {
            var x = Math.Exp((u * 200) - 100);
            Close.Number($"log({x})", Math.Log(x), Elementary.Log(x), 1e-9 * Math.Max(1, Math.Abs(Math.Log(x))));
            var near = 1 + ((u - 0.5) * 1e-3);
            Close.Number($"log({near})", Math.Log(near), Elementary.Log(near), 1e-12);
        }

        Assert.Equal(0, Elementary.Log(1));
    }

    [Fact]
    public void Log_keeps_NaN_and_infinity()
    {
        Assert.True(double.IsNaN(Elementary.Log(double.NaN)));
        Assert.True(double.IsNaN(Elementary.Log(-double.NaN)));
        Assert.Equal(double.PositiveInfinity, Elementary.Log(double.PositiveInfinity));
    }

    [Fact]
    public void Eight_logarithms_have_the_bits_of_each()
    {
        double[] special =
        [
            1, 0.5, Math.Sqrt(2), Math.BitIncrement(Math.Sqrt(2)), 1.1641532182693481E-10, 2.2250738585072014E-308, double.MaxValue, 1 - 1.1641532182693481E-10,
        ];
        var numbers = special.Concat(Nets.Uniforms(1, 3, 0, 100_000).Select(u => Math.Exp((u * 1000) - 500))).ToArray();
        for (var i = 0; i + 8 <= numbers.Length; i += 8)
        {
            var logs = Elementary.Log(Vector512.Create(numbers, i));
            for (var lane = 0; lane < 8; lane++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(Elementary.Log(numbers[i + lane])), BitConverter.DoubleToInt64Bits(logs[lane]));
            }
        }
    }

    [Fact]
    public void Cosine_and_sine_are_good_to_a_tenth_of_a_trillionth()
    {
        var stream = new Philox(1, RandomPurpose.Test, 4);
        var words = Enumerable.Range(0, 16).Select(i => (uint)i << 28).SelectMany(word => new[] { word, word + 1, word - 1 });
        foreach (var word in words.Concat(Enumerable.Range(0, 100_000).Select(i => stream.Word(i))))
        {
            var (cosine, sine) = Elementary.CosineAndSine(Vector512.Create(0, word, 7, word, 1UL << 30, 1UL << 31, uint.MaxValue, 0));
            var (sineOfTurn, cosineOfTurn) = double.SinCosPi(word / 2147483648.0);
            Close.Number($"cos({word})", cosineOfTurn, cosine[1], 1e-13);
            Close.Number($"sin({word})", sineOfTurn, sine[1], 1e-13);
            Assert.Equal((1, 0), (cosine[0], sine[0]));
            Assert.Equal((0, 1), (cosine[4], sine[4]));
            Assert.Equal((-1, 0), (cosine[5], sine[5]));
            Assert.Equal(cosine[1], cosine[3]);
        }
    }

    [Fact]
    public void One_exponential_has_the_bits_of_eight()
    {
        Assert.Equal(Exp(-3.7), Elementary.Exp(-3.7));
        Assert.Equal(0, Elementary.Exp(-701));
        Assert.Equal(0, Elementary.Exp(double.NegativeInfinity));
    }

    /// <summary>Each lane has its own number; all must agree with the one that is asked for.</summary>
    private static double Exp(double x)
    {
        var together = Elementary.Exp(Vector512.Create(x, x - 1, -701, 0, double.NaN, x / 2, -1e-9, x));
        Assert.Equal(BitConverter.DoubleToInt64Bits(together[0]), BitConverter.DoubleToInt64Bits(together[7]));
        return together[7];
    }
}
