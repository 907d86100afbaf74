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

    /// <summary>
    /// Confidence interval of the mean difference, not adjusted for the family: <see cref="BcaBootstrap"/>, or, under the
    /// sequential rule, <see cref="SymmetryEvidence.ConfidenceSequence"/>, with infinite ends while there are too few pairs to
    /// exclude anything. Ends are NaN below 2 pairs.
    /// </summary>
    public required Interval Interval { get; init; }

    /// <summary>Two-sided p-value of "no difference"; 1 below 2 pairs.</summary>
    public required double PValue { get; init; }

    /// <summary>The p-value after <see cref="Holm"/> over the family; at most alpha for the words helps and hurts.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>p-value of "the difference is at least as large as the region"; 1 below 2 pairs.</summary>
    public required double EquivalencePValue { get; init; }

    /// <summary>That p-value after <see cref="Holm"/> over the family; at most alpha for the word negligible.</summary>
    public required double AdjustedEquivalencePValue { get; init; }

    /// <summary>
    /// The smallest true mean difference that so many pairs find with 80% power at level alpha, by the formula for a fixed number
    /// of pairs also under the sequential rule; NaN below 2 pairs.
    /// </summary>
    public required double SmallestEffect { get; init; }

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }
}
