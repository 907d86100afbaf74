using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>
/// From paired differences to verdicts, for a family of arms that share a baseline, seeds and a question. One test of the whole family gives
/// each arm a bar, the centres that it does not reject, and the bar gives the word: above 0, below 0, within the region, or none of these.
/// docs/statistics.md says what that controls and what not.
/// </summary>
public static class PairedAnalysis
{
    /// <summary>Compares every arm of a family with the baseline.</summary>
    /// <param name="family">All arms about which something will be said; leaving out those that look dull would void the correction.</param>
    /// <param name="settings">Level, region, confidence and rule.</param>
    /// <returns>One comparison per arm, in the order of the family.</returns>
    /// <exception cref="ArgumentException">A difference is infinite, the arms have not the same seeds, or a setting makes no sense.</exception>
    public static IReadOnlyList<PairedComparison> Compare(IReadOnlyList<PairedSample> family, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        double[][] differences = [.. family.Select(Checked)];
        if (family.Count == 0)
        {
            return [];
        }

        if (differences.FirstOrDefault(row => row.Length != differences[0].Length) is { } other)
        {
            throw new ArgumentException(
                $"The arms of a family share their seeds: expected {differences[0].Length} differences each, received {other.Length}; "
                + "NaN stands for a seed without one.");
        }

        var judged = Judge(family, differences, settings);
        var needed = SeedsNeeded(family.Count, settings);
        return
        [
            .. family.Select((sample, arm) =>
            {
                var one = Measure(sample.Name, differences[arm], settings, settings.Alpha / family.Count);
                var (pValue, equivalence, bar, word) = judged[arm];
                return one with
                {
                    AdjustedPValue = pValue,
                    AdjustedEquivalencePValue = equivalence,
                    FamilyInterval = bar,
                    Verdict = one.Pairs < needed ? VerdictWord.TooFewSeeds : word ?? Word(bar, one.Mean, settings.Region),
                };
            }),
        ];
    }

    /// <summary>The fewest pairs with which an arm can get a verdict by the rule; int.MaxValue where no number is enough.</summary>
    /// <param name="comparisons">Arms in the family, at least 1.</param>
    /// <param name="settings">Level, rule and looks.</param>
    /// <exception cref="ArgumentException">There is no comparison, or a setting makes no sense.</exception>
    public static int SeedsNeeded(int comparisons, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Rule switch
        {
            StoppingRule.Planned => SpendingTest.SeedsNeeded(settings.Design!, settings.Alpha),
            StoppingRule.OpenEnded => SeedsNeededSequential(comparisons, settings.Alpha),
            _ => SeedsNeeded(settings.Alpha),
        };
    }

    /// <summary>
    /// The smallest number of pairs with which the smallest possible p-value is at most alpha: with fewer, no arm can get a verdict. 6 at
    /// 0.05. Flips are joint, so that the number of arms does not matter.
    /// </summary>
    /// <param name="alpha">Level, between 0 and 1.</param>
    /// <returns>Pairs, at least 2; int.MaxValue where even the smallest p-value of the test is too large.</returns>
    /// <exception cref="ArgumentException">Alpha is not between 0 and 1.</exception>
    public static int SeedsNeeded(double alpha = 0.05) => SeedsNeeded(1, alpha, SignFlipTest.SmallestTwoSided, SignFlipTest.ExactUpTo + 1);

    /// <summary>
    /// The same for the open-ended rule, with differences so large that every bet doubles: the least number of pairs at which one
    /// may stop at all. Differences of ordinary size take longer.
    /// </summary>
    /// <param name="comparisons">Arms in the family, at least 1.</param>
    /// <param name="alpha">Level, between 0 and 1.</param>
    /// <returns>Pairs, at least 2.</returns>
    /// <exception cref="ArgumentException">There is no comparison, or alpha is not between 0 and 1.</exception>
    public static int SeedsNeededSequential(int comparisons, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(comparisons);
        return SeedsNeeded(comparisons, alpha, SymmetryEvidence.SmallestTwoSided, 2000);
    }

    /// <summary>The family by the rule: adjusted p-values, bars, and words where the bar alone does not give them.</summary>
    private static (double PValue, double Equivalence, Interval Bar, VerdictWord? Word)[] Judge(
        IReadOnlyList<PairedSample> family, double[][] differences, VerdictSettings settings) => settings.Rule switch
        {
            StoppingRule.Planned =>
            [
                .. SpendingTest.Compare(family, settings.Design!, settings.Alpha, settings.Region)
                    .Select(one => (one.AdjustedPValue, one.AdjustedEquivalencePValue, one.Bar, (VerdictWord?)one.Verdict)),
            ],
            StoppingRule.OpenEnded =>
                [.. BettingFamily.Judge(differences, settings).Select(one => (one.PValue, one.Equivalence, one.Bar, (VerdictWord?)null))],
            _ => [.. FlipFamily.Judge(differences, settings).Select(one => (one.PValue, one.Equivalence, one.Bar, (VerdictWord?)null))],
        };

    /// <summary>One arm by itself by the rule: its interval and p-value.</summary>
    private static (Interval Interval, double PValue) Alone(double[] row, double[] differences, VerdictSettings settings)
    {
        if (differences.Length < 2)
        {
            return (Interval.None, 1);
        }

        switch (settings.Rule)
        {
            case StoppingRule.Planned:
                var alone = SpendingTest.Compare([new PairedSample("", row)], settings.Design!, 1 - settings.Confidence, settings.Region)[0];
                return (alone.Bar, alone.AdjustedPValue);
            case StoppingRule.OpenEnded:
                return (SymmetryEvidence.ConfidenceSequence(differences, settings.Confidence), SymmetryEvidence.Of(differences).TwoSided);
            default:
                return (SignFlipInterval.OfMean(differences, settings.Confidence), SignFlipTest.TwoSided(differences));
        }
    }

    private static int SeedsNeeded(int comparisons, double alpha, Func<int, double> smallest, int most)
    {
        Finite.RequireShare("alpha", alpha);
        for (var pairs = 2; pairs <= most; pairs++)
        {
            if (comparisons * smallest(pairs) <= alpha)
            {
                return pairs;
            }
        }

        return int.MaxValue;
    }

    /// <summary>The word of a bar. Evidence that was for one sign while the mean is of the other gives none.</summary>
    internal static VerdictWord Word(Interval bar, double mean, double region) =>
        bar.Low > -region && bar.High < region ? VerdictWord.Negligible
            : bar.Low > 0 && mean > 0 ? VerdictWord.Helps
            : bar.High < 0 && mean < 0 ? VerdictWord.Hurts
            : VerdictWord.Undecided;

    /// <summary>Everything that does not depend on the rest of the family.</summary>
    private static PairedComparison Measure(string name, double[] row, VerdictSettings settings, double level)
    {
        double[] differences = [.. row.Where(double.IsFinite)];
        var (interval, pValue) = Alone(row, differences, settings);
        var exponent = Finite.Exponent(differences);
        var scaled = Finite.Scaled(differences, -exponent);
        var (mean, shape) = (Math.ScaleB(Finite.Mean(scaled), exponent), SampleShape.Of(differences));
        var deviation = Math.ScaleB(Finite.Deviation(scaled, Finite.Mean(scaled)), exponent);
        var isMeasured = double.IsFinite(deviation);
        return new PairedComparison
        {
            Name = name,
            Pairs = differences.Length,
            Mean = mean,
            StandardDeviation = deviation,
            Shape = shape,
            Interval = interval,
            FamilyInterval = Interval.None,
            PValue = pValue,
            AdjustedPValue = 1,
            AdjustedEquivalencePValue = 1,
            SmallestEffect = SmallestEffect.Of(differences.Length, deviation, level),
            SeedsToShow = isMeasured && mean != 0 ? Statistics.SeedsNeeded.ToShow(mean, deviation, level) : null,
            SeedsToDismiss = isMeasured && settings.Region > 0 ? Statistics.SeedsNeeded.ToDismiss(settings.Region, deviation, level) : null,
            Verdict = VerdictWord.Undecided,
        };
    }

    private static double[] Checked(PairedSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(sample.Differences);
        for (var i = 0; i < sample.Differences.Count; i++)
        {
            if (double.IsInfinity(sample.Differences[i]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{sample.Name}' expects finite numbers, or NaN for a seed without one; received {sample.Differences[i]} at index {i}."));
            }
        }

        return [.. sample.Differences];
    }

    private static void Check(VerdictSettings settings)
    {
        Finite.RequireShare("Alpha", settings.Alpha);
        Finite.RequireShare("Confidence", settings.Confidence);
        if ((settings.Rule == StoppingRule.Planned) != (settings.Design is not null))
        {
            throw new ArgumentException(
                $"The rule {settings.Rule} expects {(settings.Design is null ? "the looks that were planned" : "no planned looks")}.");
        }

        if (!(settings.Region >= 0 && double.IsFinite(settings.Region)))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Region must be a number of percentage points, at least 0; received {settings.Region}."));
        }
    }
}
