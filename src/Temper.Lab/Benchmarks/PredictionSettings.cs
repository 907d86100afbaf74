namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="PredictionBenchmark"/> measures.</summary>
public sealed record PredictionSettings
{
    /// <summary>Names of the chapter's experiments, as sound practice builds their nets; default baseline and altogether.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = ["baseline", "altogether"];

    /// <summary>Images of a call; default 1, 32 and 10,000. Larger than the test set means all of it.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1, 32, 10_000];

    /// <summary>Threads that a call may use; default 1 and 2.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [1, 2];

    /// <summary>Rounds: in each, every candidate is timed once at the point, interleaved. Default: 9.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Seconds that a candidate is timed for in a round, one call at least; default 0.02.</summary>
    public double SecondsPerRound { get; init; } = 0.02;
}
