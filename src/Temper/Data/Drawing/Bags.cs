namespace Temper.Data.Drawing;

/// <summary>Bags: clutches, handbags, satchels and rucksacks.</summary>
internal static class Bags
{
    /// <summary>Draws a bag, seen from the front.</summary>
    public static void Bag(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var cloth = painter.Cloth;
        var top = draws.Between(-0.45f, 0.05f);
        var bottom = draws.Between(0.6f, 0.9f);
        var width = draws.Between(0.6f, 0.98f);
        var narrow = width - draws.Between(-0.06f, 0.25f);
        var round = draws.Between(0.02f, 0.2f);
        var seam = cloth.Lit(-cloth.Level * draws.Between(0.15f, 0.6f));
        var handle = draws.Pick(0.5f, 0.25f);
        if (handle == 0)
        {
            Handle(painter, top, narrow * draws.Between(0.35f, 0.8f), draws.Between(0.35f, 1f), cloth.Lit(-15f));
        }
        else if (handle == 1)
        {
            painter.Stroke(-narrow + 0.05f, top, draws.Between(-0.3f, 0.3f), -0.95f, 0.07f, cloth);
            painter.Stroke(narrow - 0.05f, top, draws.Between(-0.3f, 0.3f), -0.95f, 0.07f, cloth);
        }

        painter.Outline.Start(0f, top).Line(narrow - round, top).Curve(narrow, top, narrow, top + round)
            .Line(width, bottom - round).Curve(width, bottom, width - round, bottom).Line(0f, bottom).Mirror();
        painter.Fill(cloth);
        var flap = draws.Chance(0.5f) ? draws.Between(0.25f, 0.6f) : 0.08f;
        painter.Stroke(-narrow, top + flap, narrow, top + flap, 0.06f, seam, 0.8f);
        if (draws.Chance(0.5f))
        {
            painter.Outline.Ellipse(0f, top + flap, 0.09f, 0.09f);
            painter.Fill(new Shade(cloth.Level > 130f ? 60f : 230f));
        }

        if (draws.Chance(0.3f))
        {
            painter.Stroke(-0.4f * width, top, -0.4f * width, bottom, 0.06f, seam, 0.6f);
            painter.Stroke(0.4f * width, top, 0.4f * width, bottom, 0.06f, seam, 0.6f);
        }
    }

    // An arch: the outer curve there, the inner curve back.
    private static void Handle(Painter painter, float top, float half, float height, in Shade shade)
    {
        var peak = MathF.Max(top - height, -0.95f);
        const float thick = 0.1f;
        painter.Outline.Start(-half, top + 0.05f)
            .Curve(-half, peak, 0f, peak).Curve(half, peak, half, top + 0.05f).Line(half - thick, top + 0.05f)
            .Curve(half - thick, peak + thick, 0f, peak + thick).Curve(thick - half, peak + thick, thick - half, top + 0.05f);
        painter.Fill(shade);
    }
}
