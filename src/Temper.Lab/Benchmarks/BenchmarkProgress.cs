namespace Temper.Lab.Benchmarks;

/// <summary>Where a benchmark stands; reported before each measurement.</summary>
/// <param name="Measuring">What is measured next, in a few words.</param>
/// <param name="Share">How much is done, 0 to 1.</param>
public readonly record struct BenchmarkProgress(string Measuring, double Share);
