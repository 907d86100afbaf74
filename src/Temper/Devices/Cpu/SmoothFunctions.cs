using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>
/// What activations are made of, from <see cref="Elementary"/>'s exponential: the same bits on every processor, good to about 1e-9 of the result, which is far
/// below the float that it ends in. No intermediate overflows, whatever float is given.
/// </summary>
internal static class SmoothFunctions
{
    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x)
    {
        var power = Elementary.Exp(-Vector512.Abs(x));
        var above = Vector512<double>.One / (Vector512<double>.One + power);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), power * above, above);
    }

    /// <summary>Its derivative: e^-|x| / (1 + e^-|x|)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SigmoidDerivative(Vector512<double> x)
    {
        var power = Elementary.Exp(-Vector512.Abs(x));
        var sum = Vector512<double>.One + power;
        return power / (sum * sum);
    }

    /// <summary>Hyperbolic tangent; near 0, where 1 - e^-2|x| would cancel, by a rational function of x^2 (S. Moshier's Cephes).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tanh(Vector512<double> x)
    {
        var size = Vector512.Abs(x);
        var power = Elementary.Exp(-(size + size));
        var far = (Vector512<double>.One - power) / (Vector512<double>.One + power);
        far = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), -far, far);

        // Not beyond its region: the square of a large number would do no harm, but its quotient might be no number.
        var inside = Vector512.LessThan(size, Vector512.Create(0.625));
        var near = Vector512.ConditionalSelect(inside, x, Vector512<double>.Zero);
        var z = near * near;
        var numerator = (((Vector512.Create(-9.64399179425052238628E-1) * z) + Vector512.Create(-9.92877231001918586564E1)) * z)
            + Vector512.Create(-1.61468768441708447952E3);
        var denominator = ((((z + Vector512.Create(1.12811678491632931402E2)) * z) + Vector512.Create(2.23548839060100448583E3)) * z)
            + Vector512.Create(4.84406305325125486048E3);
        return Vector512.ConditionalSelect(inside, near + (near * z * (numerator / denominator)), far);
    }

    /// <summary>Its derivative: 4 e^-2|x| / (1 + e^-2|x|)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> TanhDerivative(Vector512<double> x) => Vector512.Create(4.0) * SigmoidDerivative(x + x);

    /// <summary>The normal distribution: the probability to be below x, and e^(-x^2 / 2).</summary>
    /// <remarks>
    /// With z = |x| / sqrt 2 the tail is e^(-z^2) t Q(t) / 2, t = 2 / (2 + z). Q is a polynomial of degree 14, fitted to 1.3e-11 for t from 0.15 to 1;
    /// beyond it, where |x| is above 16, the power is below the smallest float.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Below, Vector512<double> Power) Normal(Vector512<double> x)
    {
        var power = Elementary.Exp(x * x * Vector512.Create(-0.5));
        var t = Vector512.Create(2.0) / (Vector512.Create(2.0) + (Vector512.Abs(x) * Vector512.Create(0.70710678118654752440)));
        var s = (t - Vector512.Create(0.575)) * Vector512.Create(1 / 0.425);
        var q = Vector512.Create(-1.039962918969020462e-7);
        q = (q * s) + Vector512.Create(4.451590261062130682e-7);
        q = (q * s) + Vector512.Create(6.725192346463308532e-8);
        q = (q * s) + Vector512.Create(-3.871177048405427634e-6);
        q = (q * s) + Vector512.Create(7.055226800708284822e-6);
        q = (q * s) + Vector512.Create(0.000014857091197713014);
        q = (q * s) + Vector512.Create(-0.00007991676452106102242);
        q = (q * s) + Vector512.Create(0.00001056864280039986104);
        q = (q * s) + Vector512.Create(0.0006706347254154111689);
        q = (q * s) + Vector512.Create(-0.0007602937545599743219);
        q = (q * s) + Vector512.Create(-0.006590738741763187437);
        q = (q * s) + Vector512.Create(0.006847078954632035614);
        q = (q * s) + Vector512.Create(0.1057642742534485493);
        q = (q * s) + Vector512.Create(0.3285916545314208142);
        q = (q * s) + Vector512.Create(0.5655282885981934453);
        var tail = power * (t * q) * Vector512.Create(0.5);
        var below = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), tail, Vector512<double>.One - tail);
        return (below, power);
    }
}
