namespace Temper.Lab.Studies;

/// <summary>How many seeds a study trains.</summary>
public sealed record StudySettings
{
    /// <summary>Seeds of each arm; with the sequential rule, those of the first block. Default 10.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>Seeds that the sequential rule adds at a time. Default 5.</summary>
    public int Block { get; init; } = 5;

    /// <summary>Most seeds of the sequential rule. Default 100.</summary>
    public int MaxSeeds { get; init; } = 100;

    /// <summary>No block is begun after this time; null for no limit.</summary>
    public TimeSpan? MaxTime { get; init; }
}
