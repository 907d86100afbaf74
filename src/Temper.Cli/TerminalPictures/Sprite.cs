using Temper.Lab.Reports;

namespace Temper.Cli.TerminalPictures;

/// <summary>An image brought to a size that suits a terminal.</summary>
internal sealed class Sprite
{
    private readonly byte[] values;
    private readonly bool isGrey;

    private Sprite(byte[] values, int width, int height, bool isGrey)
    {
        (this.values, Width, Height, this.isGrey) = (values, width, height, isGrey);
    }

    /// <summary>Columns of characters.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels; a line of text holds two.</summary>
    public int Height { get; }

    /// <summary>
    /// Enlarges small images by a whole factor and averages large ones over whole blocks of pixels.
    /// </summary>
    /// <param name="largest">Most columns, and pixel rows, it may take.</param>
    public static Sprite Of(GridPicture picture, int largest)
    {
        byte[] source = picture.Stretched();
        int block = (Math.Max(picture.Width, picture.Height) + largest - 1) / largest;
        int factor = Math.Max(1, Math.Min(28, largest) / Math.Max(picture.Width, picture.Height));
        int width = block > 1 ? (picture.Width + block - 1) / block : picture.Width * factor;
        int height = block > 1 ? (picture.Height + block - 1) / block : picture.Height * factor;
        byte[] values = new byte[width * height];
        for (int index = 0; index < values.Length; index++)
        {
            (int y, int x) = (index / width, index % width);
            values[index] = block > 1
                ? Average(source, picture, x * block, y * block, block)
                : source[y / factor * picture.Width + x / factor];
        }

        return new Sprite(values, width, height, picture.IsRight);
    }

    /// <summary>Brightness of a pixel, 0 to 255.</summary>
    public int Value(int x, int y) => this.values[y * Width + x];

    /// <summary>Colour of a pixel: grey when the guess is right, else viridis.</summary>
    public (byte Red, byte Green, byte Blue) Colour(int x, int y)
    {
        byte value = this.values[y * Width + x];
        return this.isGrey ? (value, value, value) : Viridis.Colour(value);
    }

    private static byte Average(byte[] source, GridPicture picture, int left, int top, int block)
    {
        (int sum, int count) = (0, 0);
        for (int y = top; y < Math.Min(top + block, picture.Height); y++)
        {
            for (int x = left; x < Math.Min(left + block, picture.Width); x++)
            {
                sum += source[y * picture.Width + x];
                count++;
            }
        }

        return (byte)(sum / count);
    }
}
