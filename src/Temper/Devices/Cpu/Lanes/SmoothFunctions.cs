using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>
/// What activations are made of, from additions, multiplications and divisions only: the same bits on every processor, good to
/// about 1e-9 of the result, which is far below the float that it ends in. No intermediate overflows, whatever float is given.
/// </summary>
/// <remarks>Four doubles, not eight: where a processor has no wider registers, eight would be computed in calls, twenty times as slow.</remarks>
internal static class SmoothFunctions
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts, as in Elementary.
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // 1.5 * 2^52: a whole number that is added to it stands in the sum's lowest bits.
    private const double Whole = 6755399441055744;

    /// <summary>
    /// e^x of numbers of at most 0; 0 below -700, NaN for NaN. As
    /// <see cref="Elementary.Exp(System.Runtime.Intrinsics.Vector512{double})"/>, to 1e-10 of the result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        var n = Vector256.Floor((x * Vector256.Create(Log2E)) + Vector256.Create(0.5));
        var r = x - (n * Vector256.Create(Ln2High)) - (n * Vector256.Create(Ln2Low));
        var p = Vector256.Create(1.0 / 362880);
        p = (p * r) + Vector256.Create(1.0 / 40320);
        p = (p * r) + Vector256.Create(1.0 / 5040);
        p = (p * r) + Vector256.Create(1.0 / 720);
        p = (p * r) + Vector256.Create(1.0 / 120);
        p = (p * r) + Vector256.Create(1.0 / 24);
        p = (p * r) + Vector256.Create(1.0 / 6);
        p = (p * r) + Vector256.Create(0.5);
        p = (p * r) + Vector256<double>.One;
        p = (p * r) + Vector256<double>.One;
        var power = Vector256.ShiftLeft((n + Vector256.Create(Whole)).AsInt64() + Vector256.Create(1023L), 52).AsDouble();
        var inRange = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(-700.0)), p * power, Vector256<double>.Zero);
        return Vector256.ConditionalSelect(Vector256.Equals(x, x), inRange, x);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sigmoid(Vector256<double> x)
    {
        var power = Exp(-Vector256.Abs(x));
        var above = Vector256<double>.One / (Vector256<double>.One + power);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<double>.Zero), power * above, above);
    }

    /// <summary>Its derivative: e^-|x| / (1 + e^-|x|)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SigmoidDerivative(Vector256<double> x)
    {
        var power = Exp(-Vector256.Abs(x));
        var sum = Vector256<double>.One + power;
        return power / (sum * sum);
    }

    /// <summary>Hyperbolic tangent; near 0, where 1 - e^-2|x| would cancel, by a rational function of x^2 (S. Moshier's Cephes).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Tanh(Vector256<double> x)
    {
        var size = Vector256.Abs(x);
        var power = Exp(-(size + size));
        var far = (Vector256<double>.One - power) / (Vector256<double>.One + power);
        far = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<double>.Zero), -far, far);

        // Not beyond its region: the square of a large number would do no harm, but its quotient might be no number.
        var inside = Vector256.LessThan(size, Vector256.Create(0.625));
        var near = Vector256.ConditionalSelect(inside, x, Vector256<double>.Zero);
        var z = near * near;
        var numerator = (((Vector256.Create(-9.64399179425052238628E-1) * z) + Vector256.Create(-9.92877231001918586564E1)) * z)
            + Vector256.Create(-1.61468768441708447952E3);
        var denominator = ((((z + Vector256.Create(1.12811678491632931402E2)) * z) + Vector256.Create(2.23548839060100448583E3)) * z)
            + Vector256.Create(4.84406305325125486048E3);
        return Vector256.ConditionalSelect(inside, near + (near * z * (numerator / denominator)), far);
    }

    /// <summary>Its derivative: 4 e^-2|x| / (1 + e^-2|x|)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> TanhDerivative(Vector256<double> x) => Vector256.Create(4.0) * SigmoidDerivative(x + x);

    /// <summary>The normal distribution: the probability to be below x, and e^(-x^2 / 2).</summary>
    /// <remarks>
    /// With z = |x| / sqrt 2 the tail is e^(-z^2) t Q(t) / 2, t = 2 / (2 + z). Q is a polynomial of degree 14, fitted
    /// to 1.3e-11 for t from 0.15 to 1; beyond it, where |x| is above 16, the power is below the smallest float.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Below, Vector256<double> Power) Normal(Vector256<double> x)
    {
        var power = Exp(x * x * Vector256.Create(-0.5));
        var t = Vector256.Create(2.0) / (Vector256.Create(2.0) + (Vector256.Abs(x) * Vector256.Create(0.70710678118654752440)));
        var s = (t - Vector256.Create(0.575)) * Vector256.Create(1 / 0.425);
        var q = Vector256.Create(-1.039962918969020462e-7);
        q = (q * s) + Vector256.Create(4.451590261062130682e-7);
        q = (q * s) + Vector256.Create(6.725192346463308532e-8);
        q = (q * s) + Vector256.Create(-3.871177048405427634e-6);
        q = (q * s) + Vector256.Create(7.055226800708284822e-6);
        q = (q * s) + Vector256.Create(0.000014857091197713014);
        q = (q * s) + Vector256.Create(-0.00007991676452106102242);
        q = (q * s) + Vector256.Create(0.00001056864280039986104);
        q = (q * s) + Vector256.Create(0.0006706347254154111689);
        q = (q * s) + Vector256.Create(-0.0007602937545599743219);
        q = (q * s) + Vector256.Create(-0.006590738741763187437);
        q = (q * s) + Vector256.Create(0.006847078954632035614);
        q = (q * s) + Vector256.Create(0.1057642742534485493);
        q = (q * s) + Vector256.Create(0.3285916545314208142);
        q = (q * s) + Vector256.Create(0.5655282885981934453);
        var tail = power * (t * q) * Vector256.Create(0.5);
        var below = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<double>.Zero), tail, Vector256<double>.One - tail);
        return (below, power);
    }
}
