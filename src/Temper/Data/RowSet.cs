using Temper.Layers;

namespace Temper.Data;

/// <summary>One part of a data set: inputs, and for each row its class or the number to be predicted.</summary>
public sealed class RowSet
{
    /// <summary>Rows with a class each. Takes over the array (no copy).</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="labels">[count], the class of each row, from 0.</param>
    /// <exception cref="DataException">There is not one label for each row.</exception>
    public RowSet(InputRows inputs, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        RequireOneEach(inputs, labels.Length, "labels");
        (Inputs, Labels, Values) = (inputs, labels, []);
    }

    /// <summary>Rows with a number each. Takes over the array (no copy).</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="values">[count], what is to be predicted; finite.</param>
    /// <exception cref="DataException">There is not one value for each row, or one is not a finite number.</exception>
    public RowSet(InputRows inputs, float[] values)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(values);
        RequireOneEach(inputs, values.Length, "values");
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new DataException(FormattableString.Invariant(
                $"The value to be predicted of row {bad} (from 0) is {values[bad]}, expected a finite number; leave the row out."));
        }

        (Inputs, Labels, Values) = (inputs, [], values);
    }

    /// <summary>What the net is shown.</summary>
    public InputRows Inputs { get; }

    /// <summary>[Count], the class of each row; empty where numbers are to be predicted.</summary>
    public int[] Labels { get; }

    /// <summary>[Count], what is to be predicted of each row; empty where it is a class.</summary>
    public float[] Values { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Inputs.Count;

    /// <summary>How the numbers of a row are arranged.</summary>
    public Shape Shape => Inputs.Shape;

    /// <summary>Numbers of a row.</summary>
    public int Features => Inputs.Features;

    /// <summary>The rows' bytes.</summary>
    /// <exception cref="DataException">They are floats.</exception>
    public ByteRows Bytes => Inputs as ByteRows ?? throw new DataException("The rows are floats, expected the bytes of images; use data of images.");

    /// <summary>Images of one channel. Takes over the pixels (no copy).</summary>
    /// <param name="pixels">[count, height, width], row-major, 0 to 255.</param>
    /// <param name="labels">[count], the class of each image, from 0.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <exception cref="DataException">The arrays do not describe the same number of images.</exception>
    public static RowSet OfImages(byte[] pixels, ReadOnlySpan<byte> labels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)labels.Length * height * width != pixels.Length)
        {
            throw new DataException(
                $"{labels.Length} labels of {height} x {width} images need {(long)labels.Length * height * width} pixels, received {pixels.Length}.");
        }

        var numbers = new int[labels.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = labels[i];
        }

        return new RowSet(new ByteRows(pixels, new Shape(1, height, width)), numbers);
    }

    /// <summary>The first rows.</summary>
    /// <param name="count">How many.</param>
    public RowSet Take(int count) => Values.Length > 0 ? new(Inputs.Take(count), Values[..count]) : new(Inputs.Take(count), Labels[..count]);

    /// <summary>Some rows, copied, in the order asked for.</summary>
    /// <param name="rows">Their numbers, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public RowSet Pick(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] numbers = [.. rows];
        return Values.Length > 0
            ? new RowSet(Inputs.Pick(numbers), Array.ConvertAll(numbers, row => Values[row]))
            : new RowSet(Inputs.Pick(numbers), Array.ConvertAll(numbers, row => Labels[row]));
    }

    private static void RequireOneEach(InputRows inputs, int received, string what)
    {
        if (received != inputs.Count)
        {
            throw new DataException($"There are {received} {what} for {inputs.Count} rows of {inputs.Shape}; expected one for each.");
        }
    }
}
