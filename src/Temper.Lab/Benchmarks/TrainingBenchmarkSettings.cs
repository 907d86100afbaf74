namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="TrainingBenchmark"/> measures.</summary>
public sealed record TrainingBenchmarkSettings
{
    /// <summary>Name of the chapter's experiment; default altogether.</summary>
    public string Experiment { get; init; } = "altogether";

    /// <summary>Nets of a round, each with a seed of its own; default 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Epochs of each training; default 5.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Rows of a batch; default 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Timed rounds, after one that is not; default 3.</summary>
    public int Rounds { get; init; } = 3;
}
