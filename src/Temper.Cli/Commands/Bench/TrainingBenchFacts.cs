using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench --device measured.</summary>
/// <param name="Program">Program and version.</param>
/// <param name="Machine">Processor, system and runtime.</param>
/// <param name="Finished">When (UTC).</param>
/// <param name="Dataset">Name of the data.</param>
/// <param name="DatasetSource">Where they came from.</param>
/// <param name="Images">Training images, those of the validation split included.</param>
/// <param name="BatchSize">Rows of a batch.</param>
/// <param name="Experiment">The chapter's experiment, in its sound form.</param>
/// <param name="Device">"cpu" or "gpu".</param>
/// <param name="Description">What the device is.</param>
/// <param name="Precision">"fp32" or "tf32".</param>
/// <param name="Replicas">Nets of a round.</param>
/// <param name="Epochs">Epochs of each training.</param>
/// <param name="Rounds">Seconds of each round.</param>
/// <param name="Median">Their median.</param>
/// <param name="NetsPerSecond">Replicas divided by the median.</param>
/// <param name="ValidScore">Validation accuracy after the last epoch, in percent, mean over the nets.</param>
internal sealed record TrainingBenchFacts(
    string Program,
    string Machine,
    DateTimeOffset Finished,
    string Dataset,
    string DatasetSource,
    int Images,
    int BatchSize,
    string Experiment,
    string Device,
    string Description,
    string Precision,
    int Replicas,
    int Epochs,
    IReadOnlyList<TrainingRound> Rounds,
    double Median,
    double NetsPerSecond,
    double ValidScore);
