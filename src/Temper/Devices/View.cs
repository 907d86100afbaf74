namespace Temper.Devices;

/// <summary>A stretch of a <see cref="DeviceBuffer"/>: how layers name their share of the flat memory.</summary>
/// <param name="Buffer">The buffer; null in an empty view, which stands for "not there" (no bias, no gradient wanted).</param>
/// <param name="Offset">First element.</param>
/// <param name="Length">Number of elements.</param>
public readonly record struct View(DeviceBuffer? Buffer, int Offset, int Length)
{
    /// <summary>True for the view of nothing.</summary>
    public bool IsEmpty => Buffer is null;

    /// <summary>A part of this view.</summary>
    /// <param name="offset">First element, counted from this view's first.</param>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside this view.</exception>
    public View Slice(int offset, int length)
    {
        if ((uint)offset > (uint)Length || (uint)length > (uint)(Length - offset))
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"A view of {Length} elements has no part [{offset}, {offset} + {length}).");
        }

        return new View(Buffer, Offset + offset, length);
    }

    /// <summary>Copies numbers into the view.</summary>
    /// <param name="values">At most Length numbers; they go to the beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than Length.</exception>
    public void Write(ReadOnlySpan<float> values) => Checked(values.Length).Write(Offset, values);

    /// <summary>Copies numbers into the view.</summary>
    /// <param name="values">At most Length numbers; they go to the beginning, rounded to the device's precision.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than Length.</exception>
    public void Write(ReadOnlySpan<double> values) => Checked(values.Length).Write(Offset, values);

    /// <summary>Copies the view's first numbers out.</summary>
    /// <param name="values">Filled; at most Length numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than Length.</exception>
    public void Read(Span<float> values) => Checked(values.Length).Read(Offset, values);

    /// <summary>Copies the view's first numbers out.</summary>
    /// <param name="values">Filled; at most Length numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than Length.</exception>
    public void Read(Span<double> values) => Checked(values.Length).Read(Offset, values);

    /// <summary>All numbers of the view, rounded to 32 bits.</summary>
    public float[] ToSingles()
    {
        var values = new float[Length];
        Read(values);
        return values;
    }

    /// <summary>All numbers of the view, in 64 bits.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Length];
        Read(values);
        return values;
    }

    private DeviceBuffer Checked(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        return Buffer ?? throw new InvalidOperationException("An empty view holds no numbers.");
    }
}
