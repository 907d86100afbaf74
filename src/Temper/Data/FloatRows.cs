using System.Globalization;
using Temper.Layers;

namespace Temper.Data;

/// <summary>Rows of floats: the columns of a table, or pictures that are no bytes.</summary>
public sealed class FloatRows : InputRows
{
    /// <summary>Takes over the array (no copy).</summary>
    /// <param name="values">[rows, channels, height, width], row-major; finite.</param>
    /// <param name="shape">Channels, height and width of a row; (columns, 1, 1) for a table, as <see cref="Shape.Row"/> makes it.</param>
    /// <exception cref="DataException">The values are no whole number of rows, or one is not a finite number.</exception>
    public FloatRows(float[] values, Shape shape)
        : base(shape, (values ?? throw new ArgumentNullException(nameof(values))).LongLength)
    {
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"Row {bad / Features}, column {bad % Features} (both from 0) is {values[bad]}, expected a finite number; "
                + $"fill it in or leave the row out."));
        }

        Values = values;
    }

    /// <summary>[rows, channels, height, width], row-major.</summary>
    public float[] Values { get; }

    /// <summary>The numbers of one row.</summary>
    /// <param name="index">From 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index) => Values.AsSpan(index * Features, Features);

    /// <inheritdoc/>
    public override FloatRows Take(int count) => new(Values[..(count * Features)], Shape);

    /// <inheritdoc/>
    public override FloatRows Pick(ReadOnlySpan<int> rows) => new(Copy(Values, rows), Shape);
}
