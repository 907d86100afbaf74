using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices;

/// <summary>
/// Standard normal numbers on the host, the same bits on every machine: Box and Muller's method with logarithm, sine and cosine of our own.
/// </summary>
/// <remarks>Off by 1e-13 at most, and between -6.77 and 6.77: never infinite.</remarks>
public static class NormalDraw
{
    /// <summary>
    /// Number <paramref name="element"/> of a stream: what <see cref="Operations.AddNormal"/> with a standard deviation of 1 adds to that element.
    /// </summary>
    /// <param name="stream">Where the words come from.</param>
    /// <param name="element">At least 0.</param>
    public static double Of(Philox stream, int element)
    {
        var (w0, w1, w2, w3) = stream.LaneBlock(element);
        var quarter = (element >> 4) & 3;
        var (cosine, sine) = quarter < 2 ? OfWords(w0, w1) : OfWords(w2, w3);
        return quarter % 2 == 0 ? cosine : sine;
    }

    /// <summary>The two independent numbers that two words stand for.</summary>
    /// <param name="radius">Makes their distance from 0, as a pair.</param>
    /// <param name="angle">Makes their direction.</param>
    public static (double Cosine, double Sine) OfWords(uint radius, uint angle)
    {
        var (cosine, sine) = BoxMuller.Pairs(Vector512.Create((ulong)radius), Vector512.Create((ulong)angle));
        return (cosine.ToScalar(), sine.ToScalar());
    }
}
