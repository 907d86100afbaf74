namespace Temper.Lab.Statistics;

/// <summary>
/// The standard normal distribution, to about 15 digits, also far out in the tails. Below 1 in magnitude the cumulative probability
/// is the series of Marsaglia, "Evaluating the normal distribution" (Journal of Statistical Software, 2004),
/// 1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...); beyond, it is phi(x) times Laplace's continued fraction
/// 1/(x + 1/(x + 2/(x + 3/(x + ...)))).
/// </summary>
public static class NormalDistribution
{
    private const double RootTwoPi = 2.5066282746310002;

    /// <summary>So many levels of the continued fraction give 16 digits from |x| = 1 on.</summary>
    private const int FractionLevels = 200;

    /// <summary>The probability of a value of at most <paramref name="x"/>.</summary>
    public static double Cdf(double x)
    {
        if (double.IsNaN(x))
        {
            return double.NaN;
        }

        return Math.Abs(x) < 1 ? 0.5 + (Density(x) * Series(x)) : x < 0 ? Tail(-x) : 1 - Tail(x);
    }

    /// <summary>The value that is not exceeded with probability <paramref name="p"/>: minus infinity at 0, infinity at 1.</summary>
    /// <exception cref="ArgumentException">p is not a probability.</exception>
    public static double Quantile(double p)
    {
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentException($"The normal quantile expects a probability from 0 to 1, received {p}.", nameof(p));
        }

        // 1 - p is exact from one half on, so nothing is lost by solving in the lower tail only.
        return p == 0 ? double.NegativeInfinity : p > 0.5 ? -LowerQuantile(1 - p) : LowerQuantile(p);
    }

    /// <summary>The probability density.</summary>
    internal static double Density(double x)
    {
        // x^2 in two parts: the head has few bits, so its square is exact and the exponential keeps its digits for large x.
        var head = Math.Truncate(x * 16) / 16;
        return Math.Exp(-0.5 * head * head) * Math.Exp(-0.5 * (x - head) * (x + head)) / RootTwoPi;
    }

    private static double Series(double x)
    {
        var term = x;
        var sum = x;
        for (var k = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return sum;
    }

    /// <summary>The probability of more than x, for x of at least 1.</summary>
    private static double Tail(double x)
    {
        if (x > 40)
        {
            return 0;
        }

        // The deepest level is set to what an endless fraction there would be if its numerators did not grow: f = x + n / f.
        var fraction = (x + Math.Sqrt((x * x) + (4 * FractionLevels))) / 2;
        for (var level = FractionLevels; level > 0; level--)
        {
            fraction = x + (level / fraction);
        }

        return Density(x) / fraction;
    }

    /// <summary>
    /// Formula 26.2.23 of Abramowitz and Stegun (by Hastings; off by at most 4.5e-4), then Halley's steps, each of which triples
    /// the number of right digits.
    /// </summary>
    private static double LowerQuantile(double p)
    {
        if (p == 0)
        {
            return double.NegativeInfinity;
        }

        var t = Math.Sqrt(-2 * Math.Log(p));
        var x = ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308))))))) - t;
        for (var step = 0; step < 3; step++)
        {
            // In the middle 1/2 - p is exact, and 1/2 need not be added to what may be much smaller.
            var miss = (x > -1 ? (0.5 - p) + (Density(x) * Series(x)) : Cdf(x) - p) / Density(x);
            x -= miss / (1 + (0.5 * x * miss));
        }

        return x;
    }
}
