using Temper.Layers;

namespace Temper.Data;

/// <summary>
/// Rows of bytes: images, a channel after the other. They stay bytes in memory and become floats, scaled, while a batch is gathered.
/// </summary>
public sealed class ByteRows : InputRows
{
    /// <summary>Takes over the array (no copy).</summary>
    /// <param name="values">[rows, channels, height, width], row-major, 0 to 255.</param>
    /// <param name="shape">Channels, height and width of a row.</param>
    /// <exception cref="DataException">The values are no whole number of rows.</exception>
    public ByteRows(byte[] values, Shape shape)
        : base(shape, (values ?? throw new ArgumentNullException(nameof(values))).LongLength) => Values = values;

    /// <summary>[rows, channels, height, width], row-major.</summary>
    public byte[] Values { get; }

    /// <summary>The numbers of one row.</summary>
    /// <param name="index">From 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<byte> Row(int index) => Values.AsSpan(index * Features, Features);

    /// <inheritdoc/>
    public override ByteRows Take(int count) => new(Values[..(count * Features)], Shape);

    /// <inheritdoc/>
    public override ByteRows Pick(ReadOnlySpan<int> rows) => new(Copy(Values, rows), Shape);
}
