namespace Temper.Data.Drawing;

/// <summary>
/// A picture of 28 x 28 grey pixels on which outlines are filled, with smooth edges: each row is cut at four heights,
/// and along each cut the covered part of a pixel is exact.
/// </summary>
/// <remarks>
/// Only + - * / and comparisons of single-precision numbers, in a fixed order, so every platform draws the same bits.
/// </remarks>
internal sealed class Canvas
{
    /// <summary>Pixels of a side.</summary>
    public const int Side = 28;

    private const int Cuts = 4;
    private const int MostCrossings = 32;
    private readonly float[] pixels = new float[Side * Side];
    private readonly float[] cover = new float[Side * Side];
    private readonly float[] crossings = new float[Side * Cuts * MostCrossings];
    private readonly int[] counts = new int[Side * Cuts];

    /// <summary>The pixels, 0 to 255 (not clipped), row by row.</summary>
    public Span<float> Pixels => this.pixels;

    /// <summary>Makes everything black.</summary>
    public void Clear() => Array.Clear(this.pixels);

    /// <summary>Fills an outline (even-odd rule).</summary>
    /// <param name="outline">In the drawing's coordinates.</param>
    /// <param name="pose">From there to pixels.</param>
    /// <param name="shade">The grey that fills it: level, slope and pattern, in the drawing's coordinates.</param>
    /// <param name="opacity">1 covers what was there, less lets it through.</param>
    public void Fill(Outline outline, in Pose pose, in Shade shade, float opacity = 1f)
    {
        Array.Clear(counts);
        var x = outline.X;
        var y = outline.Y;
        var last = pose.ToPixels(x[^1], y[^1]);
        for (var i = 0; i < x.Length; i++)
        {
            var next = pose.ToPixels(x[i], y[i]);
            Cross(last, next);
            last = next;
        }

        for (var row = 0; row < Side; row++)
        {
            if (Cover(row))
            {
                Blend(row, pose, shade, opacity);
            }
        }
    }

    // Notes where an edge crosses the cuts.
    private void Cross((float X, float Y) from, (float X, float Y) to)
    {
        if (from.Y > to.Y)
        {
            (from, to) = (to, from);
        }

        // Cut k is at height (k + 0.5) / Cuts; those with from.Y <= height < to.Y are crossed.
        var first = Math.Max(0, (int)MathF.Ceiling((from.Y * Cuts) - 0.5f));
        var end = Math.Min(Side * Cuts, (int)MathF.Ceiling((to.Y * Cuts) - 0.5f));
        if (first >= end)
        {
            return;
        }

        var slope = (to.X - from.X) / (to.Y - from.Y);
        for (var cut = first; cut < end; cut++)
        {
            ref var count = ref counts[cut];
            if (count < MostCrossings)
            {
                var height = (cut + 0.5f) * (1f / Cuts);
                this.crossings[(cut * MostCrossings) + count++] = from.X + ((height - from.Y) * slope);
            }
        }
    }

    private bool Cover(int row)
    {
        var any = false;
        var cover = this.cover.AsSpan(row * Side, Side);
        for (var cut = row * Cuts; cut < (row + 1) * Cuts; cut++)
        {
            var crossings = this.crossings.AsSpan(cut * MostCrossings, counts[cut]);
            Sort(crossings);
            for (var i = 0; i + 1 < crossings.Length; i += 2)
            {
                any |= AddSpan(cover, crossings[i], crossings[i + 1]);
            }
        }

        return any;
    }

    // Two to four numbers as a rule: insertion beats the general sort.
    private static void Sort(Span<float> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var j = i;
            while (j > 0 && values[j - 1] > value)
            {
                values[j] = values[j - 1];
                j--;
            }

            values[j] = value;
        }
    }

    private static bool AddSpan(Span<float> cover, float left, float right)
    {
        left = MathF.Max(left, 0f);
        right = MathF.Min(right, Side);
        if (left >= right)
        {
            return false;
        }

        const float weight = 1f / Cuts;
        var first = (int)left;
        var last = Math.Min((int)right, Side - 1);
        if (first == last)
        {
            cover[first] += weight * (right - left);
            return true;
        }

        cover[first] += weight * (first + 1 - left);
        for (var column = first + 1; column < last; column++)
        {
            cover[column] += weight;
        }

        cover[last] += weight * (right - last);
        return true;
    }

    private void Blend(int row, in Pose pose, in Shade shade, float opacity)
    {
        var cover = this.cover.AsSpan(row * Side, Side);
        var pixels = this.pixels.AsSpan(row * Side, Side);
        for (var column = 0; column < Side; column++)
        {
            var part = MathF.Min(cover[column], 1f) * opacity;
            cover[column] = 0f;
            if (part > 0f)
            {
                var (u, v) = pose.FromPixels(column + 0.5f, row + 0.5f);
                pixels[column] += part * (shade.At(u, v) - pixels[column]);
            }
        }
    }
}
