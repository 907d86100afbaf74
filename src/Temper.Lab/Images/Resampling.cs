namespace Temper.Lab.Images;

/// <summary>Brings a picture to another size, along each axis by itself.</summary>
internal static class Resampling
{
    /// <summary>The whole picture inside height x width, its aspect ratio kept, in the middle, the rest filled.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="fill">What is left over gets this value.</param>
    public static byte[] Fit(GreyPicture picture, int height, int width, byte fill)
    {
        var scale = Math.Min((double)width / picture.Width, (double)height / picture.Height);
        var columns = Math.Clamp((int)Math.Round(picture.Width * scale), 1, width);
        var rows = Math.Clamp((int)Math.Round(picture.Height * scale), 1, height);
        var narrow = Columns(picture, columns);
        var vertical = Weights(picture.Height, rows);
        var result = new byte[height * width];
        Array.Fill(result, fill);
        var (left, top) = ((width - columns) / 2, (height - rows) / 2);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < vertical[y].Weights.Length; k++)
                {
                    sum += vertical[y].Weights[k] * narrow[((vertical[y].First + k) * columns) + x];
                }

                result[((top + y) * width) + left + x] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
            }
        }

        return result;
    }

    private static float[] Columns(GreyPicture picture, int columns)
    {
        var horizontal = Weights(picture.Width, columns);
        var result = new float[picture.Height * columns];
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Values.AsSpan(y * picture.Width, picture.Width);
            for (var x = 0; x < columns; x++)
            {
                var (first, weights) = horizontal[x];
                var sum = 0.0;
                for (var k = 0; k < weights.Length; k++)
                {
                    sum += weights[k] * row[first + k];
                }

                result[(y * columns) + x] = (float)sum;
            }
        }

        return result;
    }

    /// <summary>Which source pixels make each pixel of the result, and how much each counts; they sum to 1.</summary>
    private static (int First, double[] Weights)[] Weights(int from, int to)
    {
        var all = new (int, double[])[to];
        for (var i = 0; i < to; i++)
        {
            all[i] = to <= from ? Area(i, from, to) : Bilinear(i, from, to);
        }

        return all;
    }

    /// <summary>The share of each source pixel that lies under pixel i, [i from / to, (i + 1) from / to).</summary>
    private static (int First, double[] Weights) Area(int i, int from, int to)
    {
        // In units of 1 / to source pixels everything is a whole number.
        var (start, end) = ((long)i * from, (long)(i + 1) * from);
        var first = (int)(start / to);
        var weights = new double[(int)((end - 1) / to) - first + 1];
        for (var k = 0; k < weights.Length; k++)
        {
            var (left, right) = ((long)(first + k) * to, (long)(first + k + 1) * to);
            weights[k] = (double)(Math.Min(end, right) - Math.Max(start, left)) / from;
        }

        return (first, weights);
    }

    /// <summary>Between the two source pixels whose centres enclose that of pixel i.</summary>
    private static (int First, double[] Weights) Bilinear(int i, int from, int to)
    {
        var centre = Math.Clamp(((i + 0.5) * from / to) - 0.5, 0, from - 1);
        var first = Math.Min((int)centre, Math.Max(0, from - 2));
        var share = centre - first;
        return from == 1 ? (0, [1.0]) : (first, [1 - share, share]);
    }
}
