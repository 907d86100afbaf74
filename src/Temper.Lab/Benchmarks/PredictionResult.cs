namespace Temper.Lab.Benchmarks;

/// <summary>How fast one candidate predicts at one point.</summary>
/// <param name="Net">The net.</param>
/// <param name="Batch">Images of a call.</param>
/// <param name="Threads">Threads that a call may use.</param>
/// <param name="Candidate">Who predicts.</param>
/// <param name="MicrosecondsPerCall">Median of the rounds.</param>
/// <param name="ImagesPerSecond">At that speed.</param>
/// <param name="Rounds">Microseconds per call, round by round.</param>
public sealed record PredictionResult(
    string Net, int Batch, int Threads, string Candidate, double MicrosecondsPerCall, double ImagesPerSecond, IReadOnlyList<double> Rounds);
