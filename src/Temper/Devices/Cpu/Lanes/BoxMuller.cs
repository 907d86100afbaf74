using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>
/// Normal numbers by Box and Muller, "A note on the generation of random normal deviates" (Annals of Mathematical Statistics, 1958): two words u and
/// w give sqrt(-2 ln u) cos(2 pi w) and sqrt(-2 ln u) sin(2 pi w).
/// </summary>
/// <remarks>
/// Two numbers for one logarithm, one root and two short polynomials, without branches. The inverse of the distribution (Wichura's AS 241) has three
/// regions, of which a vector would have to compute all for each number. Good to 1e-13; the largest number is sqrt(66 ln 2) = 6.76, the middle of the
/// last of 2^32 steps.
/// </remarks>
internal static class BoxMuller
{
    /// <summary>Eight pairs.</summary>
    /// <param name="radius">Words below 2^32.</param>
    /// <param name="angle">Words below 2^32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Cosine, Vector512<double> Sine) Pairs(Vector512<ulong> radius, Vector512<ulong> angle)
    {
        var uniform = Elementary.Middles(radius) * Vector512.Create(1 / 4294967296.0);
        var length = Vector512.Sqrt(Elementary.Log(uniform) * Vector512.Create(-2.0));
        var (cosine, sine) = Elementary.CosineAndSine(angle);
        return (cosine * length, sine * length);
    }
}
