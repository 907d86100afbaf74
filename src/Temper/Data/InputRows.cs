using Temper.Layers;

namespace Temper.Data;

/// <summary>
/// What a net is shown, row by row: <see cref="ByteRows"/> or <see cref="FloatRows"/>. Its numbers become a net's inputs by a
/// <see cref="Scaler"/>.
/// </summary>
public abstract class InputRows
{
    private protected InputRows(Shape shape, long numbers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Math.Min(shape.Channels, Math.Min(shape.Height, shape.Width)), nameof(shape));
        if (numbers % shape.Features != 0)
        {
            throw new DataException($"{numbers} numbers are no whole number of rows of {shape}; give [rows, {shape.Features}].");
        }

        Shape = shape;
        Count = (int)(numbers / shape.Features);
    }

    /// <summary>How the numbers of a row are arranged.</summary>
    public Shape Shape { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Numbers of a row.</summary>
    public int Features => Shape.Features;

    /// <summary>What a row is called in messages and reports: "image" where it has height and width, else "row".</summary>
    public string Noun => Shape.Noun;

    /// <summary>The first rows.</summary>
    /// <param name="count">How many.</param>
    public abstract InputRows Take(int count);

    /// <summary>Some rows, copied, in the order asked for.</summary>
    /// <param name="rows">Their numbers, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public abstract InputRows Pick(ReadOnlySpan<int> rows);

    /// <summary>Some rows of an array, one after the other.</summary>
    private protected T[] Copy<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var copy = new T[rows.Length * Features];
        for (var i = 0; i < rows.Length; i++)
        {
            values.AsSpan(rows[i] * Features, Features).CopyTo(copy.AsSpan(i * Features));
        }

        return copy;
    }
}
