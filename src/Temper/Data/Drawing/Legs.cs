namespace Temper.Data.Drawing;

/// <summary>Trousers.</summary>
internal static class Legs
{
    /// <summary>Draws trousers, seen from the front.</summary>
    public static void Trousers(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var cloth = painter.Cloth;
        var waist = draws.Between(0.24f, 0.36f);
        var hip = waist + draws.Between(0.02f, 0.1f);
        var crotch = draws.Between(-0.5f, -0.25f);
        var bottom = draws.Chance(0.9f) ? draws.Between(0.9f, 1.02f) : draws.Between(0.1f, 0.6f);
        var outer = hip + draws.Between(-0.1f, 0.1f);
        var gap = draws.Chance(0.12f) ? 0.005f : draws.Between(0.02f, 0.12f);
        var inner = MathF.Min(gap, outer - 0.12f);
        painter.Outline.Start(0f, -0.92f).Line(waist, -0.94f).Curve(hip, -0.8f, hip, crotch)
            .Curve(hip - 0.02f, 0.2f, outer, bottom).Line(inner, bottom).Line(0.01f, crotch).Mirror();
        painter.Fill(cloth);
        var seam = cloth.Lit(-cloth.Level * draws.Between(0.1f, 0.5f));
        painter.Stroke(-waist, -0.84f, waist, -0.84f, 0.05f, seam, 0.7f);
        painter.Stroke(0f, -0.84f, 0f, crotch, 0.04f, seam, 0.7f);
        if (draws.Chance(0.5f))
        {
            painter.Stroke(0.12f, -0.8f, hip, -0.62f, 0.04f, seam, 0.7f);
            painter.Stroke(-0.12f, -0.8f, -hip, -0.62f, 0.04f, seam, 0.7f);
        }
    }
}
