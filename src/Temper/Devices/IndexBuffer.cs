namespace Temper.Devices;

/// <summary>Row numbers on a device: the order in which an epoch reads a data set. Made by <see cref="Device.AllocateIndices"/>.</summary>
public abstract class IndexBuffer : IDisposable
{
    /// <summary>Creates a buffer of that many row numbers.</summary>
    /// <param name="length">Row numbers.</param>
    protected IndexBuffer(int length) => Length = length;

    /// <summary>Number of row numbers.</summary>
    public int Length { get; }

    /// <summary>Copies row numbers to the device, from the first on.</summary>
    /// <param name="rows">What to write, at most as many as there is room for.</param>
    public abstract void Write(ReadOnlySpan<int> rows);

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
