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

    /// <summary>Mean difference; null without pairs.</summary>
    public required double? Mean { get; init; }

    /// <summary>Standard deviation of the differences (n - 1); null below 2 pairs.</summary>
    public required double? StandardDeviation { get; init; }

    /// <summary>Lower end of the interval (BCa, or the sequential rule's); null where it has none.</summary>
    public required double? Low { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public required double? High { get; init; }

    /// <summary>p-value of "no difference".</summary>
    public required double PValue { get; init; }

    /// <summary>The same after Holm's correction over the family.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>p-value of "a difference that matters", after Holm's correction.</summary>
    public required double AdjustedEquivalencePValue { get; init; }

    /// <summary>Smallest true difference that so many pairs find with 80% power; null below 2 pairs.</summary>
    public required double? SmallestEffect { get; init; }

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }
}
