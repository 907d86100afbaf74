using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu;

/// <summary>The cores of the processor, one net on each.</summary>
public sealed class CpuDevicePool : DevicePool
{
    /// <summary>Takes a number of cores.</summary>
    /// <param name="threads">Nets at the same time. Default: one for each core.</param>
    /// <param name="memory">The memory of all of them; null for this process's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above <see cref="ThreadTeam.MostThreads"/>.</exception>
    public CpuDevicePool(int? threads = null, HostMemory? memory = null)
    {
        Memory = memory ?? HostMemory.OfProcess;
        Workers = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Workers, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Workers, ThreadTeam.MostThreads, nameof(threads));
    }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string Description => $"{Workers} nets at a time, {InstructionSets.Best}";

    /// <inheritdoc/>
    public override string Arithmetic => "";

    /// <inheritdoc/>
    public override HostMemory? Memory { get; }

    /// <inheritdoc/>
    public override int Workers { get; }

    /// <inheritdoc/>
    public override int MostReplicas(long numbersPerNet) => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(replicas, 1);
        return [new CpuDevice(threads: 1, memory: Memory)];
    }
}
