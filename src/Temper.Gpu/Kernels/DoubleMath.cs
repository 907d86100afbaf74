using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>exp and log from operations that every device has: the polynomials of the CPU's Elementary, good to about 1e-10.</summary>
internal static class DoubleMath
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x for x up to 700; 0 below -700, NaN for NaN.</summary>
    public static double Exp(double x)
    {
        if (!(x > -700))
        {
            return x <= -700 ? 0 : x;
        }

        var n = Math.Floor((x * Log2E) + 0.5);
        var r = x - (n * Ln2High) - (n * Ln2Low);
        var p = 1.0 / 362880;
        p = (p * r) + (1.0 / 40320);
        p = (p * r) + (1.0 / 5040);
        p = (p * r) + (1.0 / 720);
        p = (p * r) + (1.0 / 120);
        p = (p * r) + (1.0 / 24);
        p = (p * r) + (1.0 / 6);
        p = (p * r) + 0.5;
        p = (p * r) + 1;
        p = (p * r) + 1;
        return p * Interop.IntAsFloat((ulong)((long)n + 1023) << 52);
    }

    /// <summary>Natural logarithm of a normal positive number; NaN stays.</summary>
    public static double Log(double x)
    {
        // Infinity and NaN.
        if (!(x < 1e308))
        {
            return x;
        }

        var bits = Interop.FloatAsInt(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = Interop.IntAsFloat((bits & 0xFFFFFFFFFFFFFUL) | 0x3FF0000000000000UL);
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
