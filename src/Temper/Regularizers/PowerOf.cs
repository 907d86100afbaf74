using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Regularizers;

/// <summary>Powers whose bits are the same on every machine.</summary>
internal static class PowerOf
{
    // e^710 is infinite.
    private const double LargestExponent = 709;

    /// <summary>x^y = e^(y ln x), for x of at least 1 and y of at least 0; good to about 1e-9 relative, infinite from 1e307 on.</summary>
    public static double Number(double x, double y)
    {
        var exponent = y * Elementary.Log(x);
        return exponent <= LargestExponent ? Elementary.Exp(Vector512.Create(exponent)).GetElement(0) : double.PositiveInfinity;
    }
}
