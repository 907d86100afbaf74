using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>The answer to one question of a study. Differences are in percentage points of accuracy.</summary>
public sealed record ContrastResult
{
    /// <summary>The arm, the factor, or factors with " x " between.</summary>
    public required string Name { get; init; }

    /// <summary>The arm it is compared with; null for effects of a factorial.</summary>
    public required string? Against { get; init; }

    /// <summary>What was asked.</summary>
    public required ContrastKind Kind { get; init; }

    /// <summary>Seeds that count.</summary>
    public required int Pairs { get; init; }

    /// <summary>Seeds left out because a training that the question needs had diverged.</summary>
    public required int Missing { get; init; }

    /// <summary>Seeds with a difference above 0.</summary>
    public required int Wins { get; init; }

    /// <summary>Seeds with a difference below 0.</summary>
    public required int Losses { get; init; }

    /// <summary>Mean difference; null without pairs.</summary>
    public required double? Mean { get; init; }

    /// <summary>Median difference; null without pairs.</summary>
    public required double? Median { get; init; }

    /// <summary>Mean of the middle half of the differences; null without pairs.</summary>
    public required double? InterquartileMean { get; init; }

    /// <summary>Standard deviation of the differences (n - 1); null below 2 pairs.</summary>
    public required double? StandardDeviation { get; init; }

    /// <summary>Their skewness; null below 2 pairs.</summary>
    public required double? Skewness { get; init; }

    /// <summary>Lower end of the 95% interval of this question by itself; null where there is none or it is infinite.</summary>
    public required double? Low { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public required double? High { get; init; }

    /// <summary>
    /// Lower end of the bar, the interval at the family's level that gives the verdict; null where there is none or it is infinite.
    /// </summary>
    public required double? FamilyLow { get; init; }

    /// <summary>Upper end of the bar.</summary>
    public required double? FamilyHigh { get; init; }

    /// <summary>Whether there is a bar: not below 2 pairs, nor where the looks of a sequential study contradict each other.</summary>
    public required bool HasBar { get; init; }

    /// <summary>p-value of "no difference" by itself.</summary>
    public required double PValue { get; init; }

    /// <summary>The same in the family: at most alpha exactly where the bar excludes 0.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>p-value of "a difference that matters" in the family: at most alpha exactly where the bar lies within the region.</summary>
    public required double AdjustedEquivalencePValue { get; init; }

    /// <summary>Smallest true difference that so many pairs find with 80% power at the family's level; null below 2 pairs.</summary>
    public required double? SmallestEffect { get; init; }

    /// <summary>Seeds that would show a difference as large as it looks now, with 80% power; null where there is none to show.</summary>
    public required int? SeedsToShow { get; init; }

    /// <summary>Seeds that would call no difference negligible, with 80% power; null where nothing counts as negligible.</summary>
    public required int? SeedsToDismiss { get; init; }

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }

    /// <summary>
    /// Why its verdict says nothing: in every seed the weights are the same with what is asked about and without it, in words; null where it
    /// says something. No look keeps it: it follows from the trainings.
    /// </summary>
    public string? Unchanged { get; init; }

    /// <summary>What the answer would be in the study's own family, where the family that counts has more; null where it is the same.</summary>
    public OwnFamily? Alone { get; init; }

    /// <summary>
    /// The answer about new images of the same kind: the bar with what the finite test set adds to it
    /// (<see cref="CrossedVariance"/>). The other figures are about the images of the test set. Null below 2 pairs.
    /// </summary>
    public SecondAnswer? NewImages { get; init; }

    /// <summary>The answer with failed trainings counted as guessing; null where none failed.</summary>
    public SecondAnswer? FailuresAsChance { get; init; }
}
