namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="ScalingBenchmark"/> measured.</summary>
/// <param name="Peak">The peak of one thread, probed before, between and after the sweeps.</param>
/// <param name="Curves">One per sweep.</param>
public sealed record ScalingResult(PeakResult Peak, IReadOnlyList<ScalingCurve> Curves);
