using Temper.Devices;

namespace Temper.Gpu.Replicas;

/// <summary>Pixels or labels on a GPU, shared by all nets that read the same.</summary>
internal sealed class GpuBytes(GpuDevice device, int number, int length) : DataBuffer<byte>(length)
{
    private bool isDisposed;

    /// <summary>The device that asked for it.</summary>
    public GpuDevice Device => device;

    /// <summary>Its number on the GPU.</summary>
    public int Number => number;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            device.GiveBack(number);
        }
    }
}
