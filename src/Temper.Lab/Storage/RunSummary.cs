using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>One line of the list of runs.</summary>
public sealed record RunSummary
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>How it ended.</summary>
    public required RunState State { get; init; }

    /// <summary>"baseline", "dropout"... or the user's name for it.</summary>
    public required string Experiment { get; init; }

    /// <summary>"chapter", "literal", "sound" or "own".</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>What the data are called: of a user's own, the name of their folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Seed of all random streams.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Version of the program that trained.</summary>
    public required string Program { get; init; }

    /// <summary>When it was finished (UTC).</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Seconds spent training and validating; 0 for a run that failed.</summary>
    public required double Seconds { get; init; }

    /// <summary>What is scored, with its unit: "accuracy (%)".</summary>
    public required string Score { get; init; }

    /// <summary>Validation score of the last epoch; null without a validation split and for a run that failed.</summary>
    public required double? ValidScore { get; init; }

    /// <summary>Test score; null for a run that failed. Not to be shown while the run is sealed.</summary>
    public required double? TestScore { get; init; }

    /// <summary>
    /// Test rows whose class was guessed wrong; null for a run that failed, and where a value is predicted. Not to be shown while the run is sealed.
    /// </summary>
    public required int? Wrong { get; init; }

    /// <summary>SHA-256 over all weights and statistics; null for a run that failed.</summary>
    public required string? WeightsHash { get; init; }

    /// <summary>The step at which it failed; null for a run that is done.</summary>
    public required long? FailedStep { get; init; }

    /// <summary>How many studies name it.</summary>
    public required int Studies { get; init; }

    /// <summary>Whether studies name it and no look at the test set was about it.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>Words that people gave it, in order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What people wrote to it; null for nothing.</summary>
    public string? Note { get; init; }
}
