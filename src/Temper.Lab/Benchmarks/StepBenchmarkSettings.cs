using Temper.Devices.Cpu;

namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="StepBenchmark"/> measures.</summary>
public sealed record StepBenchmarkSettings
{
    /// <summary>Vector widths, one after the other in each round; default the widest there is.</summary>
    public IReadOnlyList<InstructionSet> InstructionSets { get; init; } = [Devices.Cpu.InstructionSets.Best];

    /// <summary>Threads of the one net that has them all, and nets side by side; default all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Rows of a batch; default 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>
    /// Training images of an epoch, the first of the data set, for a rough figure in less time; null (default) for all.
    /// Trainings per minute are reckoned for all images either way.
    /// </summary>
    public int? Images { get; init; }

    /// <summary>Whether matrix products skip zeros, as they do in training; default true. False shows what the arithmetic alone reaches.</summary>
    public bool SkipZeros { get; init; } = true;

    /// <summary>Names of the chapter's experiments; default baseline and altogether.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = ["baseline", "altogether"];

    /// <summary>Rounds, each with one epoch of everything; null (default) for as many as fit in <see cref="Seconds"/>.</summary>
    public int? Rounds { get; init; }

    /// <summary>Seconds that all rounds together should not exceed, one round apart; default 20. Counts only without <see cref="Rounds"/>.</summary>
    public double Seconds { get; init; } = 20;
}
