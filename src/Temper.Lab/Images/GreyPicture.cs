namespace Temper.Lab.Images;

/// <summary>A grey picture.</summary>
/// <param name="Values">[Height, Width], row-major, 0 (black) to 255 (white).</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record GreyPicture(byte[] Values, int Width, int Height)
{
    // The border is as wide as one pixel of a picture of this many.
    private const int BorderShare = 28;

    /// <summary>Grey values of coloured pixels, upright.</summary>
    /// <param name="colours">[height, width, 4]: red, green, blue, opacity.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    public static GreyPicture Of(byte[] colours, int width, int height, int orientation)
    {
        var backdrop = Backdrop(colours);
        var isTurned = orientation >= 5;
        var (columns, rows) = isTurned ? (height, width) : (width, height);
        var values = new byte[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var (fromX, fromY) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                var at = 4 * ((fromY * width) + fromX);
                int opacity = colours[at + 3];
                values[(y * columns) + x] = (byte)(((Luma(colours, at) * opacity) + (backdrop * (255 - opacity)) + 127) / 255);
            }
        }

        return new GreyPicture(values, columns, rows);
    }

    /// <summary>Median of the pixels along the border: the background's shade.</summary>
    public byte BorderMedian()
    {
        var counts = new int[256];
        var wide = Math.Max(1, Math.Min(Width, Height) / BorderShare);
        for (var y = 0; y < Height; y++)
        {
            var isEdge = y < wide || y >= Height - wide;
            for (var x = 0; x < Width; x++)
            {
                if (isEdge || x < wide || x >= Width - wide)
                {
                    counts[Values[(y * Width) + x]]++;
                }
            }
        }

        var half = (counts.Sum() + 1) / 2;
        var shade = 0;
        for (var seen = counts[0]; seen < half; seen += counts[shade])
        {
            shade++;
        }

        return (byte)shade;
    }

    /// <summary>Mean of all pixels.</summary>
    public double Mean() => (double)Values.Sum(value => (long)value) / Values.Length;

    /// <summary>Black for white.</summary>
    public GreyPicture Inverted() => this with { Values = Array.ConvertAll(Values, value => (byte)(255 - value)) };

    /// <summary>The part of the picture that is not margin; all of it if everything is.</summary>
    /// <param name="shade">The background's shade.</param>
    /// <param name="tolerance">How far from it a margin's pixels may be.</param>
    public GreyPicture Trimmed(byte shade, int tolerance)
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (Math.Abs(Values[(y * Width) + x] - shade) > tolerance)
                {
                    (left, right) = (Math.Min(left, x), Math.Max(right, x));
                    (top, bottom) = (Math.Min(top, y), y);
                }
            }
        }

        if (right < 0)
        {
            return this;
        }

        var (columns, rows) = (right - left + 1, bottom - top + 1);
        var values = new byte[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            Values.AsSpan(((top + y) * Width) + left, columns).CopyTo(values.AsSpan(y * columns));
        }

        return new GreyPicture(values, columns, rows);
    }

    /// <summary>What shows through: black if the visible pixels are bright on average, else white.</summary>
    private static int Backdrop(byte[] colours)
    {
        long sum = 0, opacity = 0;
        for (var at = 0; at < colours.Length; at += 4)
        {
            sum += (long)Luma(colours, at) * colours[at + 3];
            opacity += colours[at + 3];
        }

        return 2 * sum >= 255 * opacity ? 0 : 255;
    }

    private static int Luma(byte[] colours, int at) =>
        ((299 * colours[at]) + (587 * colours[at + 1]) + (114 * colours[at + 2]) + 500) / 1000;
}
