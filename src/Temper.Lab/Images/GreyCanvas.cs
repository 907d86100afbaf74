namespace Temper.Lab.Images;

/// <summary>Takes a picture's rows in any order and makes an upright grey picture of them.</summary>
internal sealed class GreyCanvas
{
    private readonly GreyPicture picture;
    private readonly byte[]? opacities;
    private readonly int origin;
    private readonly int right;
    private readonly int down;

    /// <summary>A canvas.</summary>
    /// <param name="width">Columns as they are stored.</param>
    /// <param name="height">Rows as they are stored.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    /// <param name="hasOpacity">Whether pixels may be transparent.</param>
    public GreyCanvas(int width, int height, int orientation, bool hasOpacity)
    {
        picture = orientation >= 5
            ? new GreyPicture(new byte[width * height], height, width)
            : new GreyPicture(new byte[width * height], width, height);
        opacities = hasOpacity ? new byte[width * height] : null;

        // Where the first stored pixel goes, and from there the next on its right and the one below it.
        var (columns, last) = (picture.Width, picture.Values.Length - 1);
        var (first, lastOfRow, firstOfLast) = (0, columns - 1, last - columns + 1);
        (origin, right, down) = orientation switch
        {
            2 => (lastOfRow, -1, columns),
            3 => (last, -1, -columns),
            4 => (firstOfLast, 1, -columns),
            5 => (first, columns, 1),
            6 => (lastOfRow, columns, -1),
            7 => (last, -columns, -1),
            8 => (firstOfLast, -columns, 1),
            _ => (first, 1, columns),
        };
    }

    /// <summary>Takes pixels of a stored row.</summary>
    /// <param name="x">Column of the first.</param>
    /// <param name="y">Index of the row in the file, from 0.</param>
    /// <param name="step">Columns from one to the next.</param>
    /// <param name="grey">Grey values of the row, 0 to 255.</param>
    /// <param name="opacity">Opacities, 0 to 255, where pixels may be transparent.</param>
    public void Put(int x, int y, int step, ReadOnlySpan<byte> grey, ReadOnlySpan<byte> opacity)
    {
        var (start, stride) = (origin + (x * right) + (y * down), step * right);
        Put(picture.Values, start, stride, grey);
        if (opacities is not null)
        {
            Put(opacities, start, stride, opacity);
        }
    }

    /// <summary>The picture. Behind transparency it is black if the visible pixels are bright on average, else white.</summary>
    public GreyPicture Finish()
    {
        if (opacities is null)
        {
            return picture;
        }

        var values = picture.Values;
        long sum = 0, opacity = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * opacities[i];
            opacity += opacities[i];
        }

        var backdrop = 2 * sum >= 255 * opacity ? 0 : 255;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (byte)(((values[i] * opacities[i]) + (backdrop * (255 - opacities[i])) + 127) / 255);
        }

        return picture;
    }

    private static void Put(byte[] plane, int start, int stride, ReadOnlySpan<byte> values)
    {
        if (stride == 1)
        {
            values.CopyTo(plane.AsSpan(start));
            return;
        }

        foreach (var value in values)
        {
            plane[start] = value;
            start += stride;
        }
    }
}
