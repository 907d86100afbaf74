using ILGPU;
using ILGPU.Runtime;
using Temper.Devices;
using Temper.Gpu.Hardware;

namespace Temper.Gpu.Replicas;

/// <summary>The memory of all nets of a batch: [net][stride], one allocation.</summary>
/// <param name="hardware">The GPU.</param>
/// <param name="replicas">Number of nets.</param>
/// <param name="expected">Floats that a net is expected to need.</param>
internal sealed class ReplicaArena(GpuHardware hardware, int replicas, long expected) : IDisposable
{
    private MemoryBuffer1D<float, Stride1D.Dense>? buffer;

    /// <summary>Number of nets.</summary>
    public int Replicas => replicas;

    /// <summary>Floats of a net.</summary>
    public long Stride { get; private set; }

    public ArrayView<float> View => buffer is null ? default : buffer.View;

    /// <summary>Makes room for every net; what is there moves along.</summary>
    /// <param name="needed">Floats of a net.</param>
    /// <returns>Whether everything has moved.</returns>
    /// <exception cref="OutOfDeviceMemoryException">There is no room for it.</exception>
    public bool Reserve(long needed)
    {
        if (needed <= Stride)
        {
            return false;
        }

        // What is expected, with what alignment adds; where that was not enough, a quarter more than asked for: nets grow by a few
        // buffers at a time while they are built.
        var planned = Rounded(Math.Max(needed, Stride == 0 ? expected + (expected / 64) + 4096 : needed + (needed / 4)));
        var stride = Fits(planned) ? planned : Rounded(needed);
        var larger = Allocate(stride);
        larger.MemSetToZero(hardware.Stream);
        if (buffer is not null)
        {
            var threads = hardware.BlockThreads;
            var blocks = hardware.IsSimulated ? 1 : 64;
            var config = new KernelConfig(new Index3D(blocks, replicas, 1), new Index3D(threads, 1, 1));
            hardware.Kernels.Move(hardware.Stream, config, buffer.View, Stride, larger.View, stride);
            hardware.Stream.Synchronize();
            buffer.Dispose();
        }

        buffer = larger;
        Stride = stride;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => buffer?.Dispose();

    private MemoryBuffer1D<float, Stride1D.Dense> Allocate(long stride)
    {
        var what = $"{replicas} {(replicas == 1 ? "net" : "nets")} of {stride * sizeof(float) >> 20} MB";
        if (!Fits(stride) && !(hardware.Bytes.FreeUnused() && Fits(stride)))
        {
            throw GpuErrors.OutOfMemory(hardware.Name, what);
        }

        try
        {
            return hardware.Accelerator.Allocate1D<float>(replicas * stride);
        }
        catch (Exception error) when (GpuErrors.Translate(error, hardware.Name, $"making room for {what}") is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Whole cache lines, and never beyond what 32 bits count, where a net's offsets end.</summary>
    private static long Rounded(long floats) => Math.Min(ReplicaHeap.Most, (floats + 63) / 64 * 64);

    private bool Fits(long stride) => hardware.FreeBytes / sizeof(float) / replicas >= stride;
}
