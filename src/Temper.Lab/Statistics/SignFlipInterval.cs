namespace Temper.Lab.Statistics;

/// <summary>
/// The centres that <see cref="SignFlipTest"/> does not reject: an interval of the mean difference. It contains 0 exactly where the
/// two-sided p-value is above 1 - confidence, and under symmetry it contains the centre at least as often as it says.
/// </summary>
/// <remarks>
/// Lehmann, "Nonparametrics: Statistical Methods Based on Ranks" (1975), inverts tests so. A sum with some signs flipped is at least the
/// one seen exactly where the flipped differences have a mean of at most the centre, so the ends are order statistics of the means of
/// all subsets (Hartigan, "Using subsample values as typical values", JASA, 1969): with k = floor(2^n (1 - confidence) / 2), the
/// k-th smallest and the k-th largest of them.
/// </remarks>
public static class SignFlipInterval
{
    /// <summary>The interval. Its ends are infinite where so few differences exclude nothing; NaN below 2.</summary>
    /// <param name="differences">Paired differences, in any order.</param>
    /// <param name="confidence">Coverage, between 0 and 1.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite, or the confidence is not between 0 and 1.</exception>
    public static Interval OfMean(ReadOnlySpan<double> differences, double confidence = 0.95)
    {
        Finite.Require("The sign-flip interval", differences);
        Finite.RequireShare("confidence", confidence);
        var level = 1 - confidence;
        if (differences.Length < 2)
        {
            return Interval.None;
        }

        if (SignFlipTest.SmallestTwoSided(differences.Length) > level)
        {
            return new Interval(double.NegativeInfinity, double.PositiveInfinity);
        }

        var exponent = Finite.Exponent(differences);
        var scaled = Finite.Scaled(differences, -exponent);
        var flips = new SignFlips(scaled);
        return new Interval(
            Math.ScaleB(End(flips, scaled, level, -1), exponent),
            Math.ScaleB(End(flips, scaled, level, 1), exponent));
    }

    private static double End(SignFlips flips, double[] differences, double level, int direction)
    {
        var search = new EndSearch(
            flips.Mean, differences.Max() - differences.Min(), Finite.StandardError(differences, flips.Mean), level, direction);
        search.Tell(direction * double.PositiveInfinity, SignFlipTest.SmallestTwoSided(differences.Length));
        while (!search.IsDone)
        {
            var centre = search.Next;
            search.Tell(centre, Math.Min(1, 2 * (direction < 0 ? flips.Greater(centre) : flips.Less(centre))));
        }

        return search.End;
    }
}
