namespace Temper.Lab.Images;

/// <summary>A grey picture.</summary>
/// <param name="Values">[Height, Width], row-major, 0 (black) to 255 (white).</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal sealed record GreyPicture(byte[] Values, int Width, int Height)
{
    // The border is as wide as one pixel of a picture of this many.
    private const int BorderShare = 28;

    /// <summary>Grey of a colour: Rec. 601 luma, rounded.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000);

    /// <summary>Median of the pixels along the border: the background's shade.</summary>
    public byte BorderMedian()
    {
        var counts = new int[256];
        var wide = Math.Max(1, Math.Min(Width, Height) / BorderShare);
        for (var y = 0; y < Height; y++)
        {
            var row = Values.AsSpan(y * Width, Width);
            if (y < wide || y >= Height - wide || Width <= 2 * wide)
            {
                Count(row);
            }
            else
            {
                Count(row[..wide]);
                Count(row[^wide..]);
            }
        }

        var half = (counts.Sum() + 1) / 2;
        var shade = 0;
        for (var seen = counts[0]; seen < half; seen += counts[shade])
        {
            shade++;
        }

        return (byte)shade;

        void Count(ReadOnlySpan<byte> values)
        {
            foreach (var value in values)
            {
                counts[value]++;
            }
        }
    }

    /// <summary>Mean of all pixels.</summary>
    public double Mean()
    {
        long sum = 0;
        foreach (var value in Values)
        {
            sum += value;
        }

        return (double)sum / Values.Length;
    }

    /// <summary>Makes white of black and black of white, in place.</summary>
    public void Invert()
    {
        foreach (ref var value in Values.AsSpan())
        {
            value = (byte)(255 - value);
        }
    }

    /// <summary>Where in the picture everything is that is not margin; all of it if everything is.</summary>
    /// <param name="shade">The background's shade.</param>
    /// <param name="tolerance">How far from it a margin's pixels may be.</param>
    public (int Left, int Top, int Width, int Height) Motif(byte shade, int tolerance)
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        var (darkest, brightest) = ((byte)Math.Max(0, shade - tolerance), (byte)Math.Min(255, shade + tolerance));
        for (var y = 0; y < Height; y++)
        {
            var row = Values.AsSpan(y * Width, Width);
            var first = row.IndexOfAnyExceptInRange(darkest, brightest);
            if (first >= 0)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExceptInRange(darkest, brightest)));
                (top, bottom) = (Math.Min(top, y), y);
            }
        }

        return right < 0 ? (0, 0, Width, Height) : (left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>A part of the picture.</summary>
    public GreyPicture Part(int left, int top, int width, int height)
    {
        var values = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            Values.AsSpan(((top + y) * Width) + left, width).CopyTo(values.AsSpan(y * width));
        }

        return new GreyPicture(values, width, height);
    }
}
