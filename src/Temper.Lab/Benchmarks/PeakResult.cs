namespace Temper.Lab.Benchmarks;

/// <summary>The processor's peak as it was measured before, between and after everything else: clocks change.</summary>
/// <param name="InstructionSet">Vector width, by its name.</param>
/// <param name="Threads">Threads at the same time.</param>
/// <param name="Gflops">The largest probe, in GFLOP/s of all threads together; shares of the peak refer to it.</param>
/// <param name="Probes">Each probe in the order of time, in GFLOP/s.</param>
public sealed record PeakResult(string InstructionSet, int Threads, double Gflops, IReadOnlyList<double> Probes);
