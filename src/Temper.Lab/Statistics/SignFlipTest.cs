namespace Temper.Lab.Statistics;

/// <summary>
/// The randomization test of paired differences (Fisher, "The Design of Experiments", 1935, section 21). If the differences are
/// symmetric about the centre, each d - centre had its sign by the toss of a coin; the p-value is the share of all 2^n ways to
/// toss them whose sum is at least as extreme as the sum that was seen. No normal distribution is assumed.
/// </summary>
/// <remarks>
/// Up to <see cref="ExactUpTo"/> pairs every way is counted. Above, <see cref="Draws"/> random ones are drawn and the way that was
/// seen is counted with them: p = (b + 1) / (draws + 1), which is never 0 and keeps its level (Phipson and Smyth, "Permutation
/// p-values should never be zero", 2010). The draws are the same in every call. Answers do not depend on the order of the
/// differences. The one-sided tests also hold for the composite hypotheses "symmetric about some point at most (at least) the
/// centre", because their p-values fall (rise) with each difference.
/// </remarks>
public static class SignFlipTest
{
    /// <summary>Largest number of pairs for which every sign vector is counted.</summary>
    public const int ExactUpTo = 30;

    /// <summary>Random sign vectors drawn for more pairs.</summary>
    public const int Draws = SignDraws.Count;

    /// <summary>
    /// Sums closer than this share of the sum of magnitudes are ties, and ties count as extreme. Differences of percentages carry
    /// rounding errors of about 1e-14 points, which must not decide whether equal sums are equal; sums of accuracies that really
    /// differ do so by far more.
    /// </summary>
    internal const double Tie = 1e-9;

    /// <summary>p-value against "symmetric about the centre" when either direction counts; 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Centre of symmetry under the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double TwoSided(ReadOnlySpan<double> differences, double centre = 0)
    {
        var flips = Prepare(differences, ref centre);
        return flips.TwoSided(centre);
    }

    /// <summary>p-value against "mean at most the centre"; the alternative is a mean above it. 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Upper end of the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double Greater(ReadOnlySpan<double> differences, double centre = 0)
    {
        var flips = Prepare(differences, ref centre);
        return flips.Greater(centre);
    }

    /// <summary>p-value against "mean at least the centre"; the alternative is a mean below it. 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Lower end of the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double Less(ReadOnlySpan<double> differences, double centre = 0)
    {
        var flips = Prepare(differences, ref centre);
        return flips.Less(centre);
    }

    /// <summary>The smallest two-sided p-value that so many pairs can give: 2^(1 - n) up to 30 pairs, then 1 / (draws + 1).</summary>
    /// <param name="pairs">Number of pairs, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static double SmallestTwoSided(int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        return pairs > ExactUpTo ? 1.0 / (Draws + 1) : Math.Min(1, Math.ScaleB(1, 1 - pairs));
    }

    /// <summary>All divided by one power of two, so that sums stay finite.</summary>
    private static SignFlips Prepare(ReadOnlySpan<double> differences, ref double centre)
    {
        Finite.Require("The sign-flip test", differences);
        Finite.Require("The sign-flip test's centre", [centre]);
        var exponent = Finite.Exponent([.. differences, centre]);
        centre = Math.ScaleB(centre, -exponent);
        return new SignFlips(Finite.Scaled(differences, -exponent));
    }
}
