namespace Temper.Data.Drawing;

/// <summary>Draws a top from its measures: sleeves, body, neck, front, then pockets and print.</summary>
internal static class TopPattern
{
    private const float Top = -0.88f;

    /// <summary>Draws it.</summary>
    public static void Paint(Painter painter, in TopStyle style)
    {
        var cloth = painter.Cloth;
        var seam = cloth.Lit(-style.Contrast * cloth.Level);
        if (style.Neck == Neck.Hood)
        {
            painter.Outline.Ellipse(0f, Top - 0.02f, style.NeckWidth + 0.12f, 0.2f);
            painter.Fill(cloth.Lit(-14f));
        }

        if (style.Sleeve > 0.05f)
        {
            Sleeves(painter, style, cloth.Lit(-6f - (0.05f * cloth.Level)), seam);
        }

        Body(painter, style);
        painter.Fill(cloth);
        if (style.Ribbed)
        {
            var y = style.Length - 0.06f;
            painter.Stroke(-style.Hem, y, style.Hem, y, 0.1f, seam, 0.5f);
        }

        PaintNeck(painter, style, cloth, seam);
        PaintFront(painter, style, cloth, seam);
        PaintExtras(painter, style, cloth, seam);
    }

    private static void Body(Painter painter, in TopStyle style)
    {
        var neck = style.Neck is Neck.High or Neck.Hood or Neck.Collar ? 0.03f : style.NeckDepth;
        var outline = painter.Outline.Start(0f, Top + neck);
        if (style.Neck == Neck.Pointed)
        {
            outline.Line(style.NeckWidth, Top);
        }
        else
        {
            outline.Curve(0.8f * style.NeckWidth, Top + neck, style.NeckWidth, Top);
        }

        outline.Line(style.Shoulder, Top + 0.12f)
            .Curve(style.Chest - 0.03f, Top + 0.25f, style.Chest, Top + 0.42f)
            .Curve(style.Waist, 0f, style.Waist, 0.1f)
            .Curve(style.Waist, 0.35f, style.Hem, style.Length)
            .Line(0.5f * style.Hem, style.Length + 0.02f)
            .Mirror();
    }

    private static void Sleeves(Painter painter, in TopStyle style, in Shade cloth, in Shade seam)
    {
        // From the shoulder's corner down and outwards; the longer the sleeve, the steeper it hangs.
        var x = style.Shoulder - 0.02f;
        var y = Top + 0.12f;
        var out0 = 0.16f + (0.5f * style.Spread * (1.1f - (0.6f * style.Sleeve)));
        var length = MathF.Sqrt((out0 * out0) + 1f);
        var dx = out0 / length;
        var dy = 1f / length;
        var reach = 1.62f * style.Sleeve;
        var cuff = style.SleeveWidth * style.Cuff;
        var endX = x + (dx * reach);
        var endY = y + (dy * reach);
        painter.Outline.Start(x - 0.1f, y - 0.03f)
            .Curve(x + (0.3f * reach * dx) + 0.05f, y + (0.1f * reach), endX, endY)
            .Line(endX - (dy * cuff), endY + (dx * cuff))
            .Line(style.Chest - 0.06f, Top + 0.12f + (style.SleeveWidth * 1.35f))
            .Line(x - 0.15f, y + 0.1f);
        painter.FillBoth(cloth);
        if (style.Ribbed)
        {
            for (var side = -1f; side <= 1f; side += 2f)
            {
                painter.Stroke(
                    side * (endX - (0.04f * dx)), endY - (0.04f * dy),
                    side * (endX - (dy * cuff) - (0.04f * dx)), endY + (dx * cuff) - (0.04f * dy), 0.08f, seam, 0.5f);
            }
        }

        // The fold where the sleeve lies on the body.
        for (var side = -1f; side <= 1f; side += 2f)
        {
            painter.Stroke(
                side * style.Chest, Top + 0.3f, side * (style.Chest + 0.04f), MathF.Min(endY, style.Length), 0.05f,
                seam.Lit(-20f), 0.6f);
        }
    }

    private static void PaintNeck(Painter painter, in TopStyle style, in Shade cloth, in Shade seam)
    {
        var width = style.NeckWidth;
        switch (style.Neck)
        {
            case Neck.Collar:
                painter.Outline.Start(0f, Top + 0.02f).Line(width + 0.03f, Top - 0.07f)
                    .Line(width + 0.06f, Top + 0.06f).Line(0.08f, Top + 0.22f);
                painter.FillBoth(cloth.Lit(12f));
                painter.Stroke(0f, Top + 0.04f, width, Top + 0.17f, 0.05f, seam, 0.7f);
                painter.Stroke(0f, Top + 0.04f, -width, Top + 0.17f, 0.05f, seam, 0.7f);
                break;
            case Neck.High:
                painter.Outline.Start(0f, Top - 0.12f).Line(width - 0.02f, Top - 0.12f).Line(width, Top + 0.06f)
                    .Line(0f, Top + 0.08f).Mirror();
                painter.Fill(cloth.Lit(-10f));
                break;
            case Neck.Hood:
                painter.Outline.Ellipse(0f, Top + 0.02f, width - 0.02f, 0.12f);
                painter.Fill(new Shade(0.35f * cloth.Level), 0.85f);
                break;
            default:
                painter.Stroke(-width, Top + 0.01f, 0f, Top + style.NeckDepth + 0.03f, 0.05f, seam, 0.6f);
                painter.Stroke(width, Top + 0.01f, 0f, Top + style.NeckDepth + 0.03f, 0.05f, seam, 0.6f);
                break;
        }
    }

    private static void PaintFront(Painter painter, in TopStyle style, in Shade cloth, in Shade seam)
    {
        var start = Top + 0.08f + (style.Neck == Neck.Pointed ? style.NeckDepth : 0f);
        switch (style.Front)
        {
            case Front.HalfOpen:
                painter.Stroke(0f, start, 0f, start + 0.5f, 0.07f, seam, 0.8f);
                break;
            case Front.Buttons:
                painter.Stroke(0.02f, start, 0.02f, style.Length, 0.04f, seam, 0.7f);
                for (var y = start + 0.1f; y < style.Length - 0.1f; y += 0.28f)
                {
                    painter.Outline.Ellipse(-0.04f, y, 0.045f, 0.045f);
                    painter.Fill(cloth.Level > 120f ? seam.Lit(-30f) : cloth.Lit(70f), 0.8f);
                }

                break;
            case Front.Zip:
                painter.Stroke(0f, start, 0f, style.Length, 0.075f, seam.Lit(-15f), 0.9f);
                break;
            default:
                break;
        }
    }

    private static void PaintExtras(Painter painter, in TopStyle style, in Shade cloth, in Shade seam)
    {
        if (style.Pockets)
        {
            for (var side = -1f; side <= 1f; side += 2f)
            {
                painter.Stroke(
                    side * 0.14f, 0.42f, side * (style.Waist - 0.06f), 0.38f, 0.06f, seam.Lit(-10f), 0.8f);
            }
        }

        if (style.Print)
        {
            ref var draws = ref painter.Draws;
            painter.Outline.Ellipse(
                draws.Between(-0.08f, 0.08f), draws.Between(-0.3f, -0.05f), draws.Between(0.1f, 0.28f), draws.Between(0.08f, 0.26f));
            painter.Fill(new Shade(cloth.Level > 140f ? draws.Between(20f, 120f) : draws.Between(150f, 250f)), draws.Between(0.4f, 1f));
        }
    }
}
