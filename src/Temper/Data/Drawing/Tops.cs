namespace Temper.Data.Drawing;

/// <summary>
/// Tee, pullover, dress, coat and shirt. They share one pattern, and their measures overlap on purpose: a plain shirt
/// with short sleeves is a tee to any eye, and no classifier can be right about every one.
/// </summary>
internal static class Tops
{
    /// <summary>Draws a tee.</summary>
    public static void Tee(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var style = Middling(ref draws);
        style.Sleeve = draws.Pick(0.84f, 0.07f) switch
        {
            0 => draws.Between(0.2f, 0.46f),
            1 => 0f,
            _ => draws.Between(0.7f, 1f),
        };
        style.Neck = draws.Pick(0.72f, 0.17f) switch { 0 => Neck.Round, 1 => Neck.Pointed, _ => Neck.Collar };
        style.Front = draws.Chance(0.08f) ? Front.HalfOpen : Front.Plain;
        style.Print = draws.Chance(0.35f);
        style.NeckWidth += 0.03f;
        style.Spread += 0.2f;
        TopPattern.Paint(painter, style);
    }

    /// <summary>Draws a pullover.</summary>
    public static void Pullover(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var style = Middling(ref draws);
        style.Sleeve = draws.Chance(0.9f) ? draws.Between(0.85f, 1.06f) : draws.Between(0.45f, 0.85f);
        style.Neck = draws.Pick(0.58f, 0.17f, 0.15f) switch
        {
            0 => Neck.Round,
            1 => Neck.Pointed,
            2 => Neck.High,
            _ => Neck.Hood,
        };
        style.Front = draws.Pick(0.88f, 0.08f) switch { 0 => Front.Plain, 1 => Front.HalfOpen, _ => Front.Buttons };
        style.Ribbed = draws.Chance(0.55f);
        style.Print = draws.Chance(0.15f);
        style.Chest += 0.02f;
        style.Length -= 0.04f;
        style.SleeveWidth += 0.02f;
        TopPattern.Paint(painter, style);
    }

    /// <summary>Draws a dress.</summary>
    public static void Dress(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var style = Middling(ref draws);
        style.Sleeve = draws.Pick(0.5f, 0.25f) switch
        {
            0 => 0f,
            1 => draws.Between(0.15f, 0.4f),
            _ => draws.Between(0.6f, 0.95f),
        };
        style.Shoulder = draws.Between(0.24f, 0.38f);
        style.Chest = style.Shoulder - draws.Between(-0.02f, 0.06f);
        style.Waist = style.Chest - draws.Between(-0.02f, 0.12f);
        style.Hem = style.Chest + draws.Between(-0.04f, 0.3f);
        style.Length = draws.Between(0.88f, 1.02f);
        style.SleeveWidth *= 0.75f;
        style.Spread *= 0.5f;
        style.NeckWidth = draws.Between(0.1f, 0.2f);
        style.NeckDepth = draws.Between(0.08f, 0.3f);
        style.Neck = draws.Pick(0.6f, 0.3f) switch { 0 => Neck.Round, 1 => Neck.Pointed, _ => Neck.Collar };
        style.Front = draws.Chance(0.1f) ? Front.Buttons : Front.Plain;
        TopPattern.Paint(painter, style);
        if (draws.Chance(0.3f))
        {
            painter.Stroke(-style.Waist, -0.12f, style.Waist, -0.12f, 0.08f, painter.Cloth.Lit(draws.Between(-90f, 40f)), 0.8f);
        }
    }

    /// <summary>Draws a coat.</summary>
    public static void Coat(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var style = Middling(ref draws);
        style.Sleeve = draws.Between(0.84f, 1.04f);
        style.Neck = draws.Pick(0.5f, 0.2f, 0.15f) switch
        {
            0 => Neck.Collar,
            1 => Neck.Pointed,
            2 => Neck.High,
            _ => Neck.Hood,
        };
        style.Front = draws.Pick(0.12f, 0.03f, 0.45f) switch
        {
            0 => Front.Plain,
            1 => Front.HalfOpen,
            2 => Front.Buttons,
            _ => Front.Zip,
        };
        style.Length = draws.Between(0.84f, 1.02f);
        style.Hem += draws.Between(0f, 0.1f);
        style.Pockets = draws.Chance(0.45f);
        style.SleeveWidth += 0.02f;
        TopPattern.Paint(painter, style);
    }

    /// <summary>Draws a shirt.</summary>
    public static void Shirt(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var style = Middling(ref draws);
        style.Sleeve = draws.Pick(0.58f, 0.27f) switch
        {
            0 => draws.Between(0.82f, 1.04f),
            1 => draws.Between(0.22f, 0.5f),
            _ => draws.Between(0f, 0.85f),
        };
        style.Neck = draws.Pick(0.7f, 0.18f) switch { 0 => Neck.Collar, 1 => Neck.Round, _ => Neck.Pointed };
        style.Front = draws.Pick(0.15f, 0.14f, 0.64f) switch
        {
            0 => Front.Plain,
            1 => Front.HalfOpen,
            2 => Front.Buttons,
            _ => Front.Zip,
        };
        style.Pockets = draws.Chance(0.12f);
        style.Print = draws.Chance(0.08f);
        style.Chest -= 0.01f;
        TopPattern.Paint(painter, style);
    }

    // What all tops have in common; each class then changes a few measures.
    private static TopStyle Middling(ref Draws draws)
    {
        var shoulder = 0.46f + (0.04f * draws.Bell());
        var chest = shoulder - 0.03f + (0.03f * draws.Bell());
        return new TopStyle
        {
            Shoulder = shoulder,
            Chest = chest,
            Waist = chest - 0.03f + (0.03f * draws.Bell()),
            Hem = chest + (0.04f * draws.Bell()),
            Length = 0.84f + (0.08f * draws.Bell()),
            SleeveWidth = 0.25f + (0.025f * draws.Bell()),
            Cuff = draws.Between(0.55f, 0.9f),
            Spread = draws.Between(0.05f, 0.5f),
            NeckWidth = 0.19f + (0.03f * draws.Bell()),
            NeckDepth = draws.Between(0.06f, 0.2f),
            Contrast = draws.Between(0.05f, 0.6f),
        };
    }
}
