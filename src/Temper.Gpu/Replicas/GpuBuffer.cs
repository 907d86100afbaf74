using Temper.Devices;

namespace Temper.Gpu.Replicas;

/// <summary>Numbers of a net on a GPU.</summary>
internal sealed unsafe class GpuBuffer(GpuDevice device, int start, int length) : DeviceBuffer(length)
{
    private bool isDisposed;

    /// <summary>The device that it belongs to.</summary>
    public GpuDevice Device => device;

    /// <summary>First number in the net's memory.</summary>
    public int Start => start;

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<float> values)
    {
        Check(offset, values.Length);
        fixed (float* host = values)
        {
            device.Wait(new Request(RequestKind.Write, start + offset, values.Length, (nint)host));
        }
    }

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<double> values)
    {
        var singles = new float[values.Length];
        for (var i = 0; i < singles.Length; i++)
        {
            singles[i] = (float)values[i];
        }

        Write(offset, singles);
    }

    /// <inheritdoc/>
    public override void Read(int offset, Span<float> values)
    {
        Check(offset, values.Length);
        fixed (float* host = values)
        {
            device.Wait(new Request(RequestKind.Read, start + offset, values.Length, (nint)host));
        }
    }

    /// <inheritdoc/>
    public override void Read(int offset, Span<double> values)
    {
        var singles = new float[values.Length];
        Read(offset, singles);
        for (var i = 0; i < singles.Length; i++)
        {
            values[i] = singles[i];
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            device.Free(start, Length);
        }
    }

    private void Check(int offset, int count)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if ((uint)offset > (uint)Length || (uint)count > (uint)(Length - offset))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"A buffer of {Length} elements has no part [{offset}, {offset} + {count}).");
        }
    }
}
