using System.Runtime.InteropServices;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu;

/// <summary>
/// Floats in native memory, aligned to a cache line. Pending operations run before anyone looks at them or changes
/// them. Behind the end lies a whole vector more: kernels read whole ones.
/// </summary>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private const int Alignment = 64;
    private const int Behind = 16;
    private readonly WorkQueue? queue;
    private float* pointer;

    public CpuBuffer(int length, WorkQueue? queue)
        : base(length)
    {
        this.queue = queue;
        var bytes = Bytes;
        pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    ~CpuBuffer() => Free();

    private nuint Bytes => ((nuint)Length + Behind) * sizeof(float);

    /// <summary>The first element of a view; null for the empty view.</summary>
    public static float* Of(View view) =>
        view.Buffer switch
        {
            null => null,
            CpuBuffer { pointer: not null } buffer => buffer.pointer + view.Offset,
            CpuBuffer => throw new ObjectDisposedException(nameof(CpuBuffer)),
            _ => throw new ArgumentException("This view lives on another device."),
        };

    public override void Write(int offset, ReadOnlySpan<float> values) => values.CopyTo(Part(offset, values.Length));

    public override void Write(int offset, ReadOnlySpan<double> values)
    {
        var target = Part(offset, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = (float)values[i];
        }
    }

    public override void Read(int offset, Span<float> values) => Part(offset, values.Length).CopyTo(values);

    public override void Read(int offset, Span<double> values)
    {
        var source = Part(offset, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = source[i];
        }
    }

    public override void Dispose()
    {
        queue?.Run();
        Free();
        GC.SuppressFinalize(this);
    }

    private Span<float> Part(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(pointer is null, this);
        queue?.Run();
        if ((uint)offset > (uint)Length || (uint)length > (uint)(Length - offset))
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"A buffer of {Length} elements has no part [{offset}, {offset} + {length}).");
        }

        return new Span<float>(pointer + offset, length);
    }

    private void Free()
    {
        if (pointer is not null)
        {
            NativeMemory.AlignedFree(pointer);
            GC.RemoveMemoryPressure((long)Bytes);
            pointer = null;
        }
    }
}
