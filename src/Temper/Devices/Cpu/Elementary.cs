using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>
/// exp and log from additions, multiplications and divisions only, so that every platform gives the same bits (the
/// ones of a C library differ in the last place). Good to about 1e-10 relative: far below the float they end in.
/// </summary>
internal static class Elementary
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts: the first has trailing zeros, so that n * Ln2High is exact.
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x of eight numbers of at most 700; 0 below -700, NaN for NaN.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most ln 2 / 2; Taylor's polynomial of degree 9 in r; times 2^n, made from its bits.
    /// Narrower processors do the eight in several goes, with the same bits.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        var n = Vector512.Floor((x * Vector512.Create(Log2E)) + Vector512.Create(0.5));
        var r = x - (n * Vector512.Create(Ln2High)) - (n * Vector512.Create(Ln2Low));
        var p = Vector512.Create(1.0 / 362880);
        p = (p * r) + Vector512.Create(1.0 / 40320);
        p = (p * r) + Vector512.Create(1.0 / 5040);
        p = (p * r) + Vector512.Create(1.0 / 720);
        p = (p * r) + Vector512.Create(1.0 / 120);
        p = (p * r) + Vector512.Create(1.0 / 24);
        p = (p * r) + Vector512.Create(1.0 / 6);
        p = (p * r) + Vector512.Create(0.5);
        p = (p * r) + Vector512<double>.One;
        p = (p * r) + Vector512<double>.One;
        var power = Vector512.ShiftLeft(Vector512.ConvertToInt64(n) + Vector512.Create(1023L), 52).AsDouble();
        var inRange = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(-700.0)), p * power, Vector512<double>.Zero);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), inRange, x);
    }

    /// <summary>Natural logarithm of a normal positive number; NaN and infinity stay.</summary>
    /// <remarks>x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1) / (m + 1), by its series.</remarks>
    public static double Log(double x)
    {
        if (!double.IsFinite(x))
        {
            return x;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        var s = (m - 1) / (m + 1);
        var z = s * s;
        var p = 1.0 / 15;
        p = (p * z) + (1.0 / 13);
        p = (p * z) + (1.0 / 11);
        p = (p * z) + (1.0 / 9);
        p = (p * z) + (1.0 / 7);
        p = (p * z) + (1.0 / 5);
        p = (p * z) + (1.0 / 3);
        p = (p * z) + 1;
        return (exponent * Ln2High) + ((exponent * Ln2Low) + (2 * s * p));
    }
}
