using System.Runtime.InteropServices;
using Temper.Devices;

namespace Temper.Gpu.Replicas;

/// <summary>Row numbers of a net on a GPU: their bits, kept among its numbers.</summary>
internal sealed class GpuIndices(GpuBuffer buffer) : IndexBuffer(buffer.Length)
{
    /// <summary>The device that it belongs to.</summary>
    public GpuDevice Device => buffer.Device;

    /// <summary>First row number in the net's memory.</summary>
    public int Start => buffer.Start;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<int> rows) => buffer.Write(0, MemoryMarshal.Cast<int, float>(rows));

    /// <inheritdoc/>
    public override void Dispose() => buffer.Dispose();
}
