using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>The parsed arguments of temper bench.</summary>
/// <param name="Data">--data, or null.</param>
/// <param name="IsQuick">Whether a fifth of the images will do.</param>
/// <param name="Steps">What is measured.</param>
internal sealed record BenchRequest(string? Data, bool IsQuick, StepBenchmarkSettings Steps);
