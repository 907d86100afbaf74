using Temper.Devices.Cpu;

namespace Temper.Lab.Benchmarks;

/// <summary>The probes of one peak during a benchmark.</summary>
internal sealed class PeakProbes(InstructionSet instructionSet, int threads)
{
    private readonly List<double> probes = [];

    public InstructionSet InstructionSet { get; } = instructionSet;

    public int Threads { get; } = threads;

    /// <summary>What was found so far; there must have been a probe.</summary>
    public PeakResult Result => new(InstructionSet.ToString(), Threads, probes.Max(), [.. probes]);

    /// <summary>Measures once more.</summary>
    public void Probe(TimeProvider time, CancellationToken cancellationToken) =>
        probes.Add(FmaPeak.Measure(InstructionSet, Threads, time, cancellationToken));
}
