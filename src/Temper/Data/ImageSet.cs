namespace Temper.Data;

/// <summary>
/// Labelled images of one size. Pixels stay bytes in memory; they become floats, scaled, while a batch is gathered.
/// </summary>
public sealed class ImageSet
{
    /// <summary>Takes over the two arrays (no copy).</summary>
    /// <param name="pixels">[count, height, width], row-major, 0 to 255.</param>
    /// <param name="labels">[count], the class of each image, from 0.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <exception cref="DataException">The arrays do not describe the same number of images.</exception>
    public ImageSet(byte[] pixels, byte[] labels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)labels.Length * height * width != pixels.Length)
        {
            throw new DataException(
                $"{labels.Length} labels of {height} x {width} images need {(long)labels.Length * height * width} pixels, received {pixels.Length}.");
        }

        Pixels = pixels;
        Labels = labels;
        Height = height;
        Width = width;
    }

    /// <summary>[Count, Height, Width], row-major.</summary>
    public byte[] Pixels { get; }

    /// <summary>[Count], the class of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Pixels of an image: Height x Width.</summary>
    public int Features => Height * Width;

    /// <summary>The pixels of one image, [Height, Width].</summary>
    /// <param name="index">From 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Features, Features);
}
