using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu;
using Xunit;

namespace Temper.Tests.Devices.Cpu;

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

    /// <summary>Each lane has its own number; all must agree with the one that is asked for.</summary>
    private static double Exp(double x)
    {
        var together = Elementary.Exp(Vector512.Create(x, x - 1, -701, 0, double.NaN, x / 2, -1e-9, x));
        Assert.Equal(BitConverter.DoubleToInt64Bits(together[0]), BitConverter.DoubleToInt64Bits(together[7]));
        return together[7];
    }
}
