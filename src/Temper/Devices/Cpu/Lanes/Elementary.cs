using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>
/// exp, log, sine and cosine from additions, multiplications and divisions only, so that every platform gives the same bits (the
/// ones of a C library differ in the last place). exp is good to about 1e-10 relative, the others to 1e-13: far below the float they end in.
/// </summary>
internal static class Elementary
{
    // The bits of 2^52: a whole number below 2^52 in the lower bits makes the double 2^52 + number. Narrower vectors have no conversion.
    private const ulong WholeBits = 0x4330000000000000;
    private const double Whole = 4503599627370496;

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

    /// <summary>e^x of one number, to the same bits.</summary>
    public static double Exp(double x) => Exp(Vector512.Create(x)).ToScalar();

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

    /// <summary>Natural logarithm of eight normal positive numbers, each to the bits of <see cref="Log(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        var bits = x.AsUInt64();
        var exponent = (Vector512.ShiftRightLogical(bits, 52) | Vector512.Create(WholeBits)).AsDouble() - Vector512.Create(Whole + 1023);
        var m = ((bits & Vector512.Create(0xFFFFFFFFFFFFFUL)) | Vector512.Create(0x3FF0000000000000UL)).AsDouble();
        var isLarge = Vector512.GreaterThan(m, Vector512.Create(1.4142135623730951));
        m = Vector512.ConditionalSelect(isLarge, m * Vector512.Create(0.5), m);
        exponent += isLarge & Vector512<double>.One;
        var s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        var z = s * s;
        var p = Vector512.Create(1.0 / 15);
        p = (p * z) + Vector512.Create(1.0 / 13);
        p = (p * z) + Vector512.Create(1.0 / 11);
        p = (p * z) + Vector512.Create(1.0 / 9);
        p = (p * z) + Vector512.Create(1.0 / 7);
        p = (p * z) + Vector512.Create(1.0 / 5);
        p = (p * z) + Vector512.Create(1.0 / 3);
        p = (p * z) + Vector512<double>.One;
        return (exponent * Vector512.Create(Ln2High)) + ((exponent * Vector512.Create(Ln2Low)) + (Vector512.Create(2.0) * s * p));
    }

    /// <summary>Whole numbers below 2^32, each plus one half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Middles(Vector512<ulong> words) =>
        (words | Vector512.Create(WholeBits)).AsDouble() - Vector512.Create(Whole - 0.5);

    /// <summary>Cosine and sine of eight angles of <paramref name="word"/> / 2^32 turns, word below 2^32.</summary>
    /// <remarks>
    /// word = k 2^30 + r with r in [-2^29, 2^29), exactly; Taylor's polynomials of r / 2^32 turns, at most a quarter of pi; then as many right angles
    /// as k says: an odd one swaps the two, and the signs are bits of k.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Cosine, Vector512<double> Sine) CosineAndSine(Vector512<ulong> word)
    {
        var shifted = word + Vector512.Create(1UL << 29);
        var r = ((shifted & Vector512.Create((1UL << 30) - 1)) | Vector512.Create(WholeBits)).AsDouble() - Vector512.Create(Whole + (1 << 29));
        var angle = r * Vector512.Create(Math.PI / (1L << 31));
        var z = angle * angle;
        var s = Vector512.Create(1.0 / 6227020800);
        s = (s * z) - Vector512.Create(1.0 / 39916800);
        s = (s * z) + Vector512.Create(1.0 / 362880);
        s = (s * z) - Vector512.Create(1.0 / 5040);
        s = (s * z) + Vector512.Create(1.0 / 120);
        s = (s * z) - Vector512.Create(1.0 / 6);
        s = (s * z * angle) + angle;
        var c = Vector512.Create(-1.0 / 87178291200);
        c = (c * z) + Vector512.Create(1.0 / 479001600);
        c = (c * z) - Vector512.Create(1.0 / 3628800);
        c = (c * z) + Vector512.Create(1.0 / 40320);
        c = (c * z) - Vector512.Create(1.0 / 720);
        c = (c * z) + Vector512.Create(1.0 / 24);
        c = (c * z) - Vector512.Create(0.5);
        c = (c * z) + Vector512<double>.One;
        var isEven = Vector512.Equals(shifted & Vector512.Create(1UL << 30), Vector512<ulong>.Zero).AsDouble();
        var sign = Vector512.Create(1UL << 63);
        var sineSign = (Vector512.ShiftLeft(shifted, 32) & sign).AsDouble();
        var cosineSign = (Vector512.ShiftLeft(shifted + Vector512.Create(1UL << 30), 32) & sign).AsDouble();
        return (Vector512.ConditionalSelect(isEven, c, s) ^ cosineSign, Vector512.ConditionalSelect(isEven, s, c) ^ sineSign);
    }
}
