namespace Temper.Lab.Statistics;

/// <summary>An arm's differences from the baseline and what they say. Differences are in percentage points of accuracy.</summary>
public sealed record PairedComparison
{
    /// <summary>The arm's name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of pairs, one per seed.</summary>
    public required int Pairs { get; init; }

    /// <summary>Mean difference; NaN without pairs.</summary>
    public required double Mean { get; init; }

    /// <summary>Sample standard deviation of the differences (n - 1); NaN below 2 pairs.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>Median, skewness, wins and the like.</summary>
    public required SampleShape Shape { get; init; }

    /// <summary>
    /// Confidence interval of the mean difference for this arm by itself, by the rule: <see cref="SignFlipInterval"/>,
    /// <see cref="SpendingTest"/> or <see cref="SymmetryEvidence.ConfidenceSequence"/>. Ends are infinite while there are too few pairs to
    /// exclude anything, and NaN below 2 pairs.
    /// </summary>
    public required Interval Interval { get; init; }

    /// <summary>
    /// The bar: the inversion of the family's test that gives the word, at the family's level. It excludes 0 exactly where
    /// <see cref="AdjustedPValue"/> is at most alpha, and lies within the region exactly where <see cref="AdjustedEquivalencePValue"/> is.
    /// Under the two sequential rules its ends are NaN where looks contradict each other.
    /// </summary>
    public required Interval FamilyInterval { get; init; }

    /// <summary>Two-sided p-value of "no difference" by itself; 1 below 2 pairs.</summary>
    public required double PValue { get; init; }

    /// <summary>The p-value of the family's test: at most alpha for the words helps and hurts.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>p-value of "the difference is at least as large as the region" in the family: at most alpha for the word negligible.</summary>
    public required double AdjustedEquivalencePValue { get; init; }

    /// <summary>
    /// The smallest true mean difference that so many pairs find with 80% power at the family's level (alpha divided by the number of arms),
    /// by the formula for a fixed number of pairs also under the sequential rule; NaN below 2 pairs.
    /// </summary>
    public required double SmallestEffect { get; init; }

    /// <summary>
    /// Seeds that would show a difference as large as the mean is now, with 80% power at the family's level; null where there is none to show.
    /// </summary>
    public required int? SeedsToShow { get; init; }

    /// <summary>
    /// Seeds that would call no difference negligible, with 80% power at the family's level; null without a region or below 2 pairs.
    /// </summary>
    public required int? SeedsToDismiss { get; init; }

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }
}
