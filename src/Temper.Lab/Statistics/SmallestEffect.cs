namespace Temper.Lab.Statistics;

/// <summary>
/// The smallest true mean difference that a paired t-test with the given number of pairs would find with the given power:
/// (t(1 - alpha/2; n - 1) + t(power; n - 1)) * SD / sqrt(n), the usual approximation (for example Zar, "Biostatistical Analysis",
/// section on the minimum detectable difference). It tells how far the seeds at hand can see; it is no part of a verdict.
/// </summary>
public static class SmallestEffect
{
    /// <summary>The smallest effect, in the units of the standard deviation; NaN below 2 pairs or without a standard deviation.</summary>
    /// <param name="pairs">Number of pairs.</param>
    /// <param name="standardDeviation">Standard deviation of the differences (n - 1), at least 0.</param>
    /// <param name="alpha">Two-sided level of the test.</param>
    /// <param name="power">Chance of finding it.</param>
    /// <exception cref="ArgumentException">Alpha or power is not between 0 and 1, or the standard deviation is negative.</exception>
    public static double Of(int pairs, double standardDeviation, double alpha = 0.05, double power = 0.8)
    {
        Finite.RequireShare("alpha", alpha);
        Finite.RequireShare("power", power);
        if (standardDeviation < 0)
        {
            throw new ArgumentException($"The standard deviation must be at least 0, received {standardDeviation}.", nameof(standardDeviation));
        }

        return pairs < 2
            ? double.NaN
            : (StudentT.Quantile(1 - (alpha / 2), pairs - 1) + StudentT.Quantile(power, pairs - 1)) * standardDeviation / Math.Sqrt(pairs);
    }
}
