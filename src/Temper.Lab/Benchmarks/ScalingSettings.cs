using Temper.Devices.Cpu;

namespace Temper.Lab.Benchmarks;

/// <summary>What <see cref="ScalingBenchmark"/> measures.</summary>
public sealed record ScalingSettings
{
    /// <summary>The sweeps; default all.</summary>
    public IReadOnlyList<ScalingSweep> Sweeps { get; init; } = ScalingSweep.All;

    /// <summary>Vector width; default the widest there is.</summary>
    public InstructionSet InstructionSet { get; init; } = InstructionSets.Best;

    /// <summary>Whether matrix products skip zeros, as they do in training; default true. False shows what the arithmetic alone reaches.</summary>
    public bool SkipZeros { get; init; } = true;

    /// <summary>Largest size of a sweep; default no limit. Width 4096 takes about 1 GB of memory and a few seconds.</summary>
    public int LargestSize { get; init; } = int.MaxValue;

    /// <summary>Seconds a point should take; default 0.3. A step that is slower than all of it is measured twice.</summary>
    public double SecondsPerPoint { get; init; } = 0.3;
}
