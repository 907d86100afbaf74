using System.Text.Json.Serialization;

namespace Temper.Data;

/// <summary>
/// How a data set's numbers become a net's inputs: x = a + (number - centre) / divisor (b - a). Centre and divisor are fitted on the training split:
/// of bytes one for all together, of floats one for each column.
/// </summary>
/// <remarks>To add one: a file with its record, and its line here.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(MinMax), "min-max")]
[JsonDerivedType(typeof(Standard), "standard")]
[JsonDerivedType(typeof(Robust), "robust")]
public abstract record Scaling
{
    /// <summary>What is usual: min-max for bytes, robust for floats.</summary>
    /// <param name="inputs">The numbers.</param>
    public static Scaling DefaultOf(InputRows inputs) => inputs is ByteRows ? new MinMax() : new Robust();

    /// <summary>Checks the options.</summary>
    /// <exception cref="SpecException">An option is out of its range.</exception>
    public virtual void Validate()
    {
    }

    /// <summary>Fits it.</summary>
    /// <param name="inputs">The numbers.</param>
    /// <param name="rows">Rows to look at; empty for all.</param>
    /// <param name="part">What they are, for the error: "the validation split".</param>
    /// <exception cref="DataException">All numbers are alike: there is nothing to scale by.</exception>
    public Scaler Fit(InputRows inputs, ReadOnlySpan<int> rows, string part)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        try
        {
            return inputs switch
            {
                ByteRows bytes => FitBytes(bytes, rows),
                FloatRows floats => FitColumns(floats.Values, floats.Features, rows),
                _ => throw new NotSupportedException($"{inputs.GetType().Name} has no scaling."),
            };
        }
        catch (DataException error)
        {
            throw new DataException($"{part}: {error.Message}", error);
        }
    }

    /// <summary>Fits it to the values to be predicted.</summary>
    /// <param name="values">[rows].</param>
    /// <param name="rows">Rows to look at.</param>
    /// <param name="name">What the data are called, for the error.</param>
    /// <exception cref="DataException">All are alike.</exception>
    internal Scaler FitValues(float[] values, ReadOnlySpan<int> rows, string name)
    {
        try
        {
            return FitColumns(values, columns: 1, rows);
        }
        catch (DataException error)
        {
            throw new DataException($"{name}, training split, the value to be predicted: {error.Message}", error);
        }
    }

    /// <summary>Fits it to columns.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="columns">Columns.</param>
    /// <param name="rows">Rows to look at; empty for all.</param>
    internal Scaler FitColumns(float[] values, int columns, ReadOnlySpan<int> rows)
    {
        var count = rows.IsEmpty ? values.Length / columns : rows.Length;
        var centre = new float[columns];
        var divisor = new float[columns];
        var column = new float[count];
        for (var c = 0; c < columns; c++)
        {
            for (var i = 0; i < count; i++)
            {
                column[i] = values[((long)(rows.IsEmpty ? i : rows[i]) * columns) + c];
            }

            (centre[c], divisor[c]) = Of(column);

            // A column that never changes says nothing: it becomes a, whatever another split has there.
            divisor[c] = divisor[c] > 0 ? divisor[c] : float.PositiveInfinity;
        }

        return Array.TrueForAll(divisor, float.IsInfinity)
            ? throw new DataException(
                $"{(columns == 1 ? "the column has" : $"each of {columns} columns has")} the same number in all {count} rows; "
                + "there is nothing to learn from.")
            : Scaler(centre, divisor);
    }

    /// <summary>Centre and divisor of a column; a divisor of 0 where all numbers are alike. The numbers may be put in another order.</summary>
    private protected abstract (float Centre, float Divisor) Of(Span<float> column);

    /// <summary>Fits it to all bytes together.</summary>
    private protected virtual Scaler FitBytes(ByteRows bytes, ReadOnlySpan<int> rows)
    {
        var counts = new long[256];
        var count = rows.IsEmpty ? bytes.Count : rows.Length;
        for (var i = 0; i < count; i++)
        {
            foreach (var value in bytes.Row(rows.IsEmpty ? i : rows[i]))
            {
                counts[value]++;
            }
        }

        var (centre, divisor) = OfCounts(counts);
        return divisor > 0
            ? Scaler([centre], [divisor])
            : throw new DataException($"every pixel is {Array.FindIndex(counts, many => many > 0)}; use images that are not all one shade.");
    }

    /// <summary>Centre and divisor of bytes.</summary>
    /// <param name="counts">[256]: how often each occurs.</param>
    private protected abstract (float Centre, float Divisor) OfCounts(long[] counts);

    private protected virtual Scaler Scaler(float[] centre, float[] divisor) => new(centre, divisor);
}
