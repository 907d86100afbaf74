namespace Temper.Lab.Statistics;

/// <summary>How verdicts are reached. To be chosen before the differences are seen.</summary>
public sealed record VerdictSettings
{
    /// <summary>Level of the verdicts, between 0 and 1: the chance of a false one that is put up with, in the whole family.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Differences between minus and plus this many percentage points count as nothing; at least 0.</summary>
    public double Region { get; init; } = 0.2;

    /// <summary>Confidence of the interval of each comparison by itself, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>When seeds stop being added.</summary>
    public StoppingRule Rule { get; init; } = StoppingRule.Fixed;

    /// <summary>The looks of <see cref="StoppingRule.Planned"/>; null for the other rules.</summary>
    public SpendingDesign? Design { get; init; }
}
