namespace Temper.Devices;

/// <summary>Bytes on a device: the pixels or labels of a data set. Made by <see cref="Device.Upload"/>.</summary>
public abstract class ByteBuffer : IDisposable
{
    /// <summary>Creates a buffer of that many bytes.</summary>
    /// <param name="length">Bytes.</param>
    protected ByteBuffer(int length) => Length = length;

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
