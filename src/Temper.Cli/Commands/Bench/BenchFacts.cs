using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench measured.</summary>
/// <param name="Program">Program and version.</param>
/// <param name="Machine">Processor, system and runtime.</param>
/// <param name="Finished">When the measurement ended (UTC).</param>
/// <param name="Dataset">Name of the data.</param>
/// <param name="DatasetSource">Where they came from.</param>
/// <param name="Images">Training images of an epoch, those of the validation split included.</param>
/// <param name="BatchSize">Rows of a batch.</param>
/// <param name="Threads">Most threads at the same time.</param>
/// <param name="SkipsZeros">Whether matrix products skipped zeros, as in training.</param>
/// <param name="Rounds">Rounds done: epochs of each entry of Steps.</param>
/// <param name="Bandwidth">Main memory, with one thread and with all.</param>
/// <param name="Peaks">Peak per vector width, of one thread and of all.</param>
/// <param name="Steps">Speed of training per vector width, net and arrangement.</param>
internal sealed record BenchFacts(
    string Program,
    string Machine,
    DateTimeOffset Finished,
    string Dataset,
    string DatasetSource,
    int Images,
    int BatchSize,
    int Threads,
    bool SkipsZeros,
    int Rounds,
    IReadOnlyList<Bandwidth> Bandwidth,
    IReadOnlyList<PeakResult> Peaks,
    IReadOnlyList<StepResult> Steps);
