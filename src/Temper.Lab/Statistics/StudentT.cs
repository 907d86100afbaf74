namespace Temper.Lab.Statistics;

/// <summary>
/// Student's t distribution, to 12 digits; beyond 10,000 degrees of freedom one is lost with every tenfold. The tail beyond t is
/// half the regularized incomplete beta function
/// I_x(degrees/2, 1/2) at x = degrees / (degrees + t^2) (Abramowitz and Stegun 26.7.1).
/// </summary>
public static class StudentT
{
    /// <summary>The probability of a value of at most <paramref name="t"/>.</summary>
    /// <param name="t">Value of t.</param>
    /// <param name="degrees">Degrees of freedom, above 0, not necessarily whole; infinity gives the normal distribution.</param>
    /// <exception cref="ArgumentException">The degrees of freedom are not above 0.</exception>
    public static double Cdf(double t, double degrees)
    {
        RequireDegrees(degrees);
        if (double.IsNaN(t))
        {
            return double.NaN;
        }

        return double.IsPositiveInfinity(degrees) ? NormalDistribution.Cdf(t) : t < 0 ? Tail(-t, degrees) : 1 - Tail(t, degrees);
    }

    /// <summary>The value that is not exceeded with probability <paramref name="p"/>: minus infinity at 0, infinity at 1.</summary>
    /// <param name="p">Probability, 0 to 1.</param>
    /// <param name="degrees">Degrees of freedom, above 0, not necessarily whole; infinity gives the normal distribution.</param>
    /// <exception cref="ArgumentException">p is not a probability, or the degrees of freedom are not above 0.</exception>
    public static double Quantile(double p, double degrees)
    {
        RequireDegrees(degrees);
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentException($"Student's t quantile expects a probability from 0 to 1, received {p}.", nameof(p));
        }

        if (double.IsPositiveInfinity(degrees))
        {
            return NormalDistribution.Quantile(p);
        }

        return p < 0.5 ? -UpperQuantile(p, degrees) : UpperQuantile(1 - p, degrees);
    }

    /// <summary>The t that is exceeded with probability <paramref name="tail"/>, at most one half: Newton's steps inside a bracket.</summary>
    private static double UpperQuantile(double tail, double degrees)
    {
        if (tail == 0)
        {
            return double.PositiveInfinity;
        }

        var (low, high) = (0.0, 1.0);
        while (Tail(high, degrees) > tail)
        {
            (low, high) = (high, 2 * high);
            if (double.IsPositiveInfinity(high))
            {
                return high;
            }
        }

        var t = low;
        for (var step = 0; step < 200; step++)
        {
            var miss = Tail(t, degrees) - tail;
            (low, high) = miss > 0 ? (t, high) : (low, t);
            var next = t + (miss / Density(t, degrees));
            // Not-a-number falls to the middle as well.
            next = next > low && next < high ? next : low + ((high - low) / 2);
            if (miss == 0 || Math.Abs(next - t) <= 1e-16 * Math.Abs(t))
            {
                break;
            }

            t = next;
        }

        return t;
    }

    private static double Density(double t, double degrees) =>
        IncompleteBeta.GammaRatio(degrees / 2) / Math.Sqrt(degrees * Math.PI)
        * Math.Exp(-(degrees + 1) / 2 * IncompleteBeta.LogOfOnePlus(t / degrees * t));

    /// <summary>The probability of more than t, for t of at least 0.</summary>
    private static double Tail(double t, double degrees) => 0.5 * IncompleteBeta.WithHalf(degrees / 2, t / degrees * t);

    private static void RequireDegrees(double degrees)
    {
        if (!(degrees > 0))
        {
            throw new ArgumentException($"Student's t expects degrees of freedom above 0, received {degrees}.", nameof(degrees));
        }
    }
}
