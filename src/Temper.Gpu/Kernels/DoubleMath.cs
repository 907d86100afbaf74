using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// exp of one number from operations that every device has: the polynomial of the CPU's Elementary, whose own takes eight at a time.
/// </summary>
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
}
