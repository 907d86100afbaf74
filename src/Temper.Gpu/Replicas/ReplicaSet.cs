using ILGPU;
using ILGPU.Runtime;
using Temper.Gpu.Hardware;

namespace Temper.Gpu.Replicas;

/// <summary>Nets that do the same thing: the y of a grid counts them.</summary>
internal sealed class ReplicaSet : IDisposable
{
    private readonly MemoryBuffer1D<int, Stride1D.Dense> buffer;

    public ReplicaSet(GpuHardware hardware, int[] numbers)
    {
        Numbers = numbers;
        buffer = hardware.Accelerator.Allocate1D<int>(numbers.Length);
        buffer.View.CopyFromCPU(hardware.Stream, numbers);
    }

    /// <summary>Their numbers in the batch.</summary>
    public int[] Numbers { get; }

    public int Count => Numbers.Length;

    public ArrayView<int> View => buffer.View;

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();
}
