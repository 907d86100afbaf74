using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>
/// The group-sequential sign-flip test for arms that share their seeds: looks are planned beforehand, and at each of them every
/// arm may be decided. Without a difference the differences of one seed, of all arms together, could as well have had the other
/// sign; at each look the boundary is such that at most the share of sign paths spent by then has ever crossed one
/// (<see cref="SpendingBoundary"/>), so the test is exact whatever the distribution, the dependence between arms and the number of
/// looks. docs/statistics.md says what is controlled and what is not.
/// </summary>
/// <remarks>
/// Answers do not depend on the order of the arms. They depend on which seeds came before which look, not on the order between
/// two looks.
/// </remarks>
public static class SpendingTest
{
    /// <summary>What is known of each arm after the looks so far.</summary>
    /// <param name="family">
    /// All arms about which something will be said. Differences are aligned by seed, equally many in every arm, NaN where a training
    /// failed. Seeds after the last look that is over are left out until the next one; before the first look nothing is known.
    /// </param>
    /// <param name="design">The looks and the spending, fixed before the differences were seen.</param>
    /// <param name="alpha">Level over all arms and looks, between 0 and 1.</param>
    /// <param name="region">Differences between minus and plus this many percentage points count as nothing; at least 0.</param>
    /// <returns>One outcome per arm, in the order of the family.</returns>
    /// <exception cref="ArgumentException">A difference is infinite, arms have different numbers of seeds, or a setting makes no sense.</exception>
    public static IReadOnlyList<SpendingOutcome> Compare(
        IReadOnlyList<PairedSample> family, SpendingDesign design, double alpha = 0.05, double region = 0.2) =>
        Compare(family, design, alpha, region, SignPaths.Standard);

    /// <summary>The same with other sign flips.</summary>
    internal static IReadOnlyList<SpendingOutcome> Compare(
        IReadOnlyList<PairedSample> family, SpendingDesign design, double alpha, double region, SignPaths flips)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(design);
        Check(family, alpha, region);
        if (family.Count == 0)
        {
            return [];
        }

        var paths = new SpendingFamily(family, design, region, flips);
        var decisions = paths.Decide(alpha);
        var pValues = paths.PValues(alpha, decisions);
        return [.. family.Select((sample, arm) => Outcome(sample.Name, paths, arm, decisions[arm], pValues[arm], design, alpha, region))];
    }

    /// <summary>
    /// Seeds at the first look at which any outcome is rare enough for the level spent by then: no verdict is possible before, for
    /// however few arms.
    /// </summary>
    /// <param name="design">The looks and the spending.</param>
    /// <param name="alpha">Level over all arms and looks, between 0 and 1.</param>
    /// <returns>Seeds; int.MaxValue where not even the last look can reject.</returns>
    /// <exception cref="ArgumentException">Alpha is not between 0 and 1.</exception>
    public static int SeedsNeeded(SpendingDesign design, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(design);
        for (var look = 0; look < design.Looks.Count; look++)
        {
            if (design.Spent(alpha, look) >= SignPaths.Standard.SmallestShare(design.Looks[look]))
            {
                return design.Looks[look];
            }
        }

        return int.MaxValue;
    }

    private static SpendingOutcome Outcome(
        string name,
        SpendingFamily paths,
        int arm,
        SpendingFamily.Decision decision,
        double pValue,
        SpendingDesign design,
        double alpha,
        double region)
    {
        var found = paths.Arms[arm];
        var isRejected = decision.Sign != 0;
        var (bar, equivalence) = Bar(paths, arm, decision, alpha, Math.ScaleB(region, -found.Exponent));
        var isNegligible = bar.Low > -region && bar.High < region;
        var sign = IsOvertaken(found, decision) ? 0 : decision.Sign;
        var seeds = paths.Looks == 0 ? 0 : design.Looks[paths.Looks - 1];
        return new SpendingOutcome
        {
            Name = name,
            Seeds = seeds,
            Pairs = found.Pairs,
            Mean = Math.ScaleB(found.Mean, found.Exponent),
            Bar = bar,
            IsRejected = isRejected,
            Sign = decision.Sign,
            RejectedAt = isRejected ? design.Looks[decision.Look] : null,
            AdjustedPValue = pValue,
            AdjustedEquivalencePValue = equivalence,
            Verdict = seeds < SeedsNeeded(design, alpha) ? VerdictWord.TooFewSeeds
                : isNegligible ? VerdictWord.Negligible
                : sign > 0 ? VerdictWord.Helps
                : sign < 0 ? VerdictWord.Hurts
                : VerdictWord.Undecided,
        };
    }

    /// <summary>
    /// The interval that goes with the decision, and the smallest level at which it would lie within the region. An end next to 0
    /// that leaves it out comes from the test that rejected 0; all other ends are tested with the whole family.
    /// </summary>
    private static (Interval Bar, double EquivalencePValue) Bar(
        SpendingFamily paths, int arm, SpendingFamily.Decision decision, double alpha, double region)
    {
        var found = paths.Arms[arm];
        int[] all = [.. Enumerable.Range(0, paths.Arms.Count)];
        var wide = new CentreTest(paths, arm, all, alpha);
        var (isBelowRefuted, isAboveRefuted) = (wide.IsRefuted(-region, 1, alpha), wide.IsRefuted(region, -1, alpha));
        double End(CentreTest test, int side) =>
            test.End(side, decision.Sign == side, region, side > 0 ? isBelowRefuted : isAboveRefuted);
        var (low, high) = (End(wide, 1), End(wide, -1));
        if (decision.Set.Length < all.Length)
        {
            var narrow = new CentreTest(paths, arm, decision.Set, alpha);
            (low, high) = decision.Sign == 1 ? (End(narrow, 1), high) : (low, End(narrow, -1));

            // The narrow test has taken the memory of the wide one's other arms.
            wide = new CentreTest(paths, arm, all, alpha);
        }

        // The end of the region that is next to the mean is the harder one to refute.
        var near = found.Mean < 0 ? -1 : 1;
        var bar = low <= high && !IsOvertaken(found, decision) ? new Interval(low, high) : Interval.None;
        var equivalence = SpendingLevel.Smallest(1.0 / paths.Paths.Count, alpha, bar.Low > -region && bar.High < region, level =>
            wide.IsRefuted(near * region, -near, level) && wide.IsRefuted(-near * region, near, level));
        return (new Interval(Math.ScaleB(bar.Low, found.Exponent), Math.ScaleB(bar.High, found.Exponent)), equivalence);
    }

    /// <summary>Whether "no difference" was rejected for the sign that the mean no longer has.</summary>
    private static bool IsOvertaken(ArmPaths arm, SpendingFamily.Decision decision) =>
        decision.Sign != 0 && decision.Sign * arm.Mean <= 0;

    private static void Check(IReadOnlyList<PairedSample> family, double alpha, double region)
    {
        Finite.RequireShare("Alpha", alpha);
        if (!(region >= 0 && double.IsFinite(region)))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Region must be a number of percentage points, at least 0; received {region}."));
        }

        foreach (var sample in family)
        {
            ArgumentNullException.ThrowIfNull(sample);
            ArgumentNullException.ThrowIfNull(sample.Differences);
            if (sample.Differences.Count != family[0].Differences.Count)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The spending test expects one difference per seed from every arm, received {family[0].Differences.Count} of "
                    + $"'{family[0].Name}' and {sample.Differences.Count} of '{sample.Name}': put NaN where a training failed."));
            }

            for (var seed = 0; seed < sample.Differences.Count; seed++)
            {
                if (double.IsInfinity(sample.Differences[seed]))
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{sample.Name}' expects finite differences, received {sample.Differences[seed]} at index {seed}: "
                        + $"put NaN where a training failed."));
                }
            }
        }
    }
}
