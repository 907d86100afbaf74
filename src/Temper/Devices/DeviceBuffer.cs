namespace Temper.Devices;

/// <summary>Numbers that live on a device, in the device's own precision. Made by <see cref="Device.Allocate"/>.</summary>
public abstract class DeviceBuffer : IDisposable
{
    /// <summary>Creates a buffer of that many elements.</summary>
    /// <param name="length">Elements.</param>
    protected DeviceBuffer(int length) => Length = length;

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The whole buffer as a view.</summary>
    public View All => new(this, 0, Length);

    /// <summary>Copies numbers to the device.</summary>
    /// <param name="offset">First element to write.</param>
    /// <param name="values">What to write.</param>
    public abstract void Write(int offset, ReadOnlySpan<float> values);

    /// <summary>Copies numbers to the device; those that keep 32 bits round them to nearest.</summary>
    /// <param name="offset">First element to write.</param>
    /// <param name="values">What to write.</param>
    public abstract void Write(int offset, ReadOnlySpan<double> values);

    /// <summary>Copies numbers from the device; those that keep 64 bits round them to nearest.</summary>
    /// <param name="offset">First element to read.</param>
    /// <param name="values">Where to put them.</param>
    public abstract void Read(int offset, Span<float> values);

    /// <summary>Copies numbers from the device.</summary>
    /// <param name="offset">First element to read.</param>
    /// <param name="values">Where to put them.</param>
    public abstract void Read(int offset, Span<double> values);

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
