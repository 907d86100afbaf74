namespace Temper.Data.Drawing;

/// <summary>The grey of a filled shape: a level, a slope over the drawing and a woven or printed pattern.</summary>
/// <param name="Level">Brightness at the origin, 0 to 255.</param>
/// <param name="SlopeX">Brightness per unit to the right.</param>
/// <param name="SlopeY">Brightness per unit down.</param>
internal readonly record struct Shade(float Level, float SlopeX = 0f, float SlopeY = 0f)
{
    /// <summary>How far the pattern darkens, 0 for none.</summary>
    public float Depth { get; init; }

    /// <summary>Stripes per unit in x of the first pattern direction.</summary>
    public float FirstX { get; init; }

    /// <summary>Stripes per unit in y of the first pattern direction.</summary>
    public float FirstY { get; init; }

    /// <summary>Stripes per unit in x of the second direction; with <see cref="SecondY"/> 0 there is none.</summary>
    public float SecondX { get; init; }

    /// <summary>Stripes per unit in y of the second direction.</summary>
    public float SecondY { get; init; }

    /// <summary>Where the stripes begin, 0 to 1.</summary>
    public float Phase { get; init; }

    /// <summary>The same cloth, lighter or darker.</summary>
    public Shade Lit(float by) => this with { Level = Level + by };

    /// <summary>Brightness at a point of the drawing.</summary>
    public float At(float u, float v)
    {
        var level = Level + (SlopeX * u) + (SlopeY * v);
        if (Depth != 0f)
        {
            level -= Depth * Stripe((FirstX * u) + (FirstY * v) + Phase);
            if (SecondX != 0f || SecondY != 0f)
            {
                level -= Depth * Stripe((SecondX * u) + (SecondY * v) + Phase);
            }
        }

        return level;
    }

    // A triangle wave, steepened and clipped: soft-edged stripes without a sine.
    private static float Stripe(float z)
    {
        var fraction = z - MathF.Floor(z);
        var wave = MathF.Abs((2f * fraction) - 1f);
        return Math.Clamp(((wave - 0.5f) * 2.5f) + 0.5f, 0f, 1f);
    }
}
