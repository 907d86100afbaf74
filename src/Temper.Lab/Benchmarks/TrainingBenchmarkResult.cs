namespace Temper.Lab.Benchmarks;

/// <summary>How fast whole trainings are.</summary>
/// <param name="Rounds">The timed rounds.</param>
/// <param name="Median">Median of their seconds.</param>
/// <param name="NetsPerSecond">Nets of a round divided by that.</param>
/// <param name="ValidScore">Validation accuracy after the last epoch, in percent, mean over the nets.</param>
public sealed record TrainingBenchmarkResult(IReadOnlyList<TrainingRound> Rounds, double Median, double NetsPerSecond, double ValidScore);
