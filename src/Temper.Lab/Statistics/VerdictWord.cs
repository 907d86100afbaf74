namespace Temper.Lab.Statistics;

/// <summary>What a comparison says about an arm, or about an interaction, which has words of its own.</summary>
public enum VerdictWord
{
    /// <summary>The arm's mean is above the baseline's.</summary>
    Helps,

    /// <summary>The arm's mean is below the baseline's.</summary>
    Hurts,

    /// <summary>The difference, whatever its sign, is smaller than the region that counts as nothing.</summary>
    Negligible,

    /// <summary>Neither a difference nor its absence is shown; more seeds may tell.</summary>
    Undecided,

    /// <summary>So few pairs that no outcome whatever could have given a verdict.</summary>
    TooFewSeeds,

    /// <summary>Of an interaction: together the factors do more than the sum of what they do alone.</summary>
    MoreThanTheSum,

    /// <summary>Of an interaction: together the factors do less than the sum of what they do alone.</summary>
    LessThanTheSum,

    /// <summary>Of an interaction: what is missing from the sum, or beyond it, is smaller than the region that counts as nothing.</summary>
    AddUp,
}
