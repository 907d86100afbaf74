namespace Temper.Devices;

/// <summary>Numbers of a data set on a device, as they are in its rows: bytes or floats. Made by <see cref="Device.Upload"/>.</summary>
/// <typeparam name="T">byte or float.</typeparam>
public abstract class DataBuffer<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Creates a buffer of that many elements.</summary>
    /// <param name="length">Elements.</param>
    protected DataBuffer(int length) => Length = length;

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
