namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="StepBenchmark"/> measured.</summary>
/// <param name="Rounds">Rounds done.</param>
/// <param name="Images">Training images of an epoch, those of the validation split included.</param>
/// <param name="Peaks">Per vector width, the peak of one thread and of all.</param>
/// <param name="Steps">Per vector width, experiment and arrangement, the speed of training.</param>
public sealed record StepBenchmarkResult(int Rounds, int Images, IReadOnlyList<PeakResult> Peaks, IReadOnlyList<StepResult> Steps);
