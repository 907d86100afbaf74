using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench --prediction measured.</summary>
/// <param name="Program">Program and version.</param>
/// <param name="Machine">Processor, system and runtime.</param>
/// <param name="Finished">When the measurement ended (UTC).</param>
/// <param name="Dataset">Name of the data.</param>
/// <param name="DatasetSource">Where they came from.</param>
/// <param name="InstructionSet">Vector width in use: "Avx512", "Avx2"...</param>
/// <param name="Points">One for each net, number of threads and batch.</param>
internal sealed record PredictionBenchFacts(
    string Program,
    string Machine,
    DateTimeOffset Finished,
    string Dataset,
    string DatasetSource,
    string InstructionSet,
    IReadOnlyList<PredictionResult> Points);
