namespace Temper.Devices;

/// <summary>Row numbers on a device: the order in which an epoch reads a data set. Made by <see cref="Device.AllocateIndices"/>.</summary>
public abstract class IndexBuffer : IDisposable
{
    /// <summary>Creates a buffer of that many row numbers.</summary>
    protected IndexBuffer(int length) => Length = length;

    /// <summary>Number of row numbers.</summary>
    public int Length { get; }

    /// <summary>Copies row numbers to the device, from the first on.</summary>
    public abstract void Write(ReadOnlySpan<int> rows);

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
