using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>
/// From paired differences to verdicts, for a family of arms that share a baseline and a question. Two questions are asked of each
/// arm: is there a difference (sign-flip test about 0), and is it smaller than the region (two one-sided tests about the region's
/// ends: Schuirmann, "A comparison of the two one-sided tests procedure and the power approach", 1987). Holm's procedure covers
/// the family, for each question separately. docs/statistics.md says what that controls and what not.
/// </summary>
public static class PairedAnalysis
{
    /// <summary>Compares every arm of a family with the baseline.</summary>
    /// <param name="family">All arms about which something will be said; leaving out those that look dull would void the correction.</param>
    /// <param name="settings">Level, region, confidence and rule.</param>
    /// <returns>One comparison per arm, in the order of the family.</returns>
    /// <exception cref="ArgumentException">A difference is NaN or infinite, or a setting makes no sense.</exception>
    public static IReadOnlyList<PairedComparison> Compare(IReadOnlyList<PairedSample> family, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        if (family.Count == 0)
        {
            return [];
        }

        var samples = family.Select(sample => Measure(sample, settings)).ToList();
        var adjusted = Holm.Adjust(samples.Select(sample => sample.PValue).ToArray());
        var equivalence = Holm.Adjust(samples.Select(sample => sample.EquivalencePValue).ToArray());
        var needed = settings.IsSequential
            ? SeedsNeededSequential(family.Count, settings.Alpha)
            : SeedsNeeded(family.Count, settings.Alpha);
        return
        [
            .. samples.Select((sample, i) => sample with
            {
                AdjustedPValue = adjusted[i],
                AdjustedEquivalencePValue = equivalence[i],
                Verdict = sample.Pairs < needed ? VerdictWord.TooFewSeeds
                    : equivalence[i] <= settings.Alpha ? VerdictWord.Negligible
                    : adjusted[i] <= settings.Alpha ? sample.Verdict
                    : VerdictWord.Undecided,
            }),
        ];
    }

    /// <summary>
    /// The smallest number of pairs with which the smallest possible p-value, times the number of comparisons, is at most alpha: with
    /// fewer, no arm can get a verdict. 6 for one comparison at 0.05, 7 for two or three.
    /// </summary>
    /// <param name="comparisons">Arms in the family, at least 1.</param>
    /// <param name="alpha">Level, between 0 and 1.</param>
    /// <returns>Pairs, at least 2; int.MaxValue where even the smallest p-value of the test is too large for such a family.</returns>
    /// <exception cref="ArgumentException">There is no comparison, or alpha is not between 0 and 1.</exception>
    public static int SeedsNeeded(int comparisons, double alpha = 0.05) =>
        SeedsNeeded(comparisons, alpha, SignFlipTest.SmallestTwoSided, SignFlipTest.ExactUpTo + 1);

    /// <summary>
    /// The same for the sequential rule, with differences so large that every bet doubles: the least number of pairs at which one
    /// may stop at all. Differences of ordinary size take longer.
    /// </summary>
    /// <param name="comparisons">Arms in the family, at least 1.</param>
    /// <param name="alpha">Level, between 0 and 1.</param>
    /// <returns>Pairs, at least 2.</returns>
    /// <exception cref="ArgumentException">There is no comparison, or alpha is not between 0 and 1.</exception>
    public static int SeedsNeededSequential(int comparisons, double alpha = 0.05) =>
        SeedsNeeded(comparisons, alpha, SymmetryEvidence.SmallestTwoSided, 2000);

    private static int SeedsNeeded(int comparisons, double alpha, Func<int, double> smallest, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(comparisons);
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

    /// <summary>Everything that does not depend on the rest of the family; the verdict is the word that a rejection would give.</summary>
    private static PairedComparison Measure(PairedSample sample, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(sample.Differences);
        double[] differences = [.. sample.Differences];
        Finite.Require($"'{sample.Name}'", differences);
        var (mean, deviation) = Moments(differences);
        var (greater, less, twoSided, equivalence) = PValues(differences, settings);
        return new PairedComparison
        {
            Name = sample.Name,
            Pairs = differences.Length,
            Mean = mean,
            StandardDeviation = deviation,
            Interval = differences.Length < 2 ? Interval.None
                : settings.IsSequential ? SymmetryEvidence.ConfidenceSequence(differences, settings.Confidence)
                : BcaBootstrap.OfMean(differences, settings.Confidence),
            PValue = twoSided,
            AdjustedPValue = twoSided,
            EquivalencePValue = equivalence,
            AdjustedEquivalencePValue = equivalence,
            SmallestEffect = SmallestEffect.Of(differences.Length, deviation, settings.Alpha),
            // The sequential evidence may have been for one direction while the mean is, or has become, of the other sign.
            Verdict = mean > 0 && greater < less ? VerdictWord.Helps
                : mean < 0 && less < greater ? VerdictWord.Hurts
                : VerdictWord.Undecided,
        };
    }

    private static (double Greater, double Less, double TwoSided, double Equivalence) PValues(double[] differences, VerdictSettings settings)
    {
        if (differences.Length < 2)
        {
            return (1, 1, 1, 1);
        }

        double greater, less, twoSided, belowRegionsTop, aboveRegionsBottom;
        if (settings.IsSequential)
        {
            var evidence = SymmetryEvidence.Of(differences);
            (greater, less, twoSided) = (evidence.Greater, evidence.Less, evidence.TwoSided);
            belowRegionsTop = SymmetryEvidence.Of(differences, settings.Region).Less;
            aboveRegionsBottom = SymmetryEvidence.Of(differences, -settings.Region).Greater;
        }
        else
        {
            (greater, less) = (SignFlipTest.Greater(differences), SignFlipTest.Less(differences));
            twoSided = SignFlipTest.TwoSided(differences);
            belowRegionsTop = SignFlipTest.Less(differences, settings.Region);
            aboveRegionsBottom = SignFlipTest.Greater(differences, -settings.Region);
        }

        // Doubled, so that "negligible" agrees with an interval at 1 - alpha inside the region, not with one at 1 - 2 alpha.
        return (greater, less, twoSided, Math.Min(1, 2 * Math.Max(belowRegionsTop, aboveRegionsBottom)));
    }

    /// <summary>Mean and standard deviation, on a scale where neither sums nor squares overflow.</summary>
    private static (double Mean, double Deviation) Moments(double[] differences)
    {
        if (differences.Length == 0)
        {
            return (double.NaN, double.NaN);
        }

        var exponent = Finite.Exponent(differences);
        var scaled = differences.Order().Select(difference => Math.ScaleB(difference, -exponent)).ToArray();
        var mean = scaled[0] == scaled[^1] ? scaled[0] : scaled.Average();
        var squares = scaled.Sum(difference => (difference - mean) * (difference - mean));
        return (
            Math.ScaleB(mean, exponent),
            differences.Length < 2 ? double.NaN : Math.ScaleB(Math.Sqrt(squares / (differences.Length - 1)), exponent));
    }

    private static void Check(VerdictSettings settings)
    {
        Finite.RequireShare("Alpha", settings.Alpha);
        Finite.RequireShare("Confidence", settings.Confidence);
        if (!(settings.Region >= 0 && double.IsFinite(settings.Region)))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Region must be a number of percentage points, at least 0; received {settings.Region}."));
        }
    }
}
