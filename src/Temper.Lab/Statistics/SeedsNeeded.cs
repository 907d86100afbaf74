namespace Temper.Lab.Statistics;

/// <summary>
/// How many seeds a fixed study takes: the smallest n with which a paired t-test finds a difference, or an equivalence test its absence,
/// with the given power. Approximations for planning, no part of a verdict.
/// </summary>
public static class SeedsNeeded
{
    /// <summary>More than this is said as "more than" it.</summary>
    public const int Most = 100_000;

    /// <summary>Seeds that find a true difference: n with <see cref="SmallestEffect.Of"/> at most its magnitude.</summary>
    /// <param name="difference">The true difference, in the units of the standard deviation.</param>
    /// <param name="standardDeviation">Standard deviation of the differences, at least 0.</param>
    /// <param name="alpha">Two-sided level of one comparison; in a family of m, alpha / m.</param>
    /// <param name="power">Chance of finding it.</param>
    /// <returns>At least the fewest with which anything can be found at that level; <see cref="Most"/> at most.</returns>
    public static int ToShow(double difference, double standardDeviation, double alpha = 0.05, double power = 0.8) =>
        Smallest(alpha, n => SmallestEffect.Of(n, standardDeviation, alpha, power) <= Math.Abs(difference));

    /// <summary>
    /// Seeds that show of a true difference of 0 that it lies within the region: two one-sided tests, each at alpha / 2, both rejected with
    /// the given power, so each with (1 + power) / 2: n with (t(1 - alpha/2; n - 1) + t((1 + power)/2; n - 1)) SD / sqrt(n) at most the region.
    /// </summary>
    /// <param name="region">Half the width of the region that counts as nothing.</param>
    /// <param name="standardDeviation">Standard deviation of the differences, at least 0.</param>
    /// <param name="alpha">Level of one comparison; in a family of m, alpha / m.</param>
    /// <param name="power">Chance of showing it.</param>
    /// <returns>At least the fewest with which anything can be shown at that level; <see cref="Most"/> at most, and where the region is 0.</returns>
    public static int ToDismiss(double region, double standardDeviation, double alpha = 0.05, double power = 0.8) =>
        Smallest(alpha, n => SmallestEffect.Of(n, standardDeviation, alpha, (1 + power) / 2) <= region);

    private static int Smallest(double alpha, Func<int, bool> isEnough)
    {
        var (low, high) = (PairedAnalysis.SeedsNeeded(alpha), Most);
        if (low >= Most || !isEnough(Most))
        {
            return Most;
        }

        // What n seeds see shrinks with n.
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = isEnough(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
