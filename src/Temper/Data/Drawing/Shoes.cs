namespace Temper.Data.Drawing;

/// <summary>Sandal, sneaker and boot, from the side, toe to the left. Low boots and high sneakers meet in the middle.</summary>
internal static class Shoes
{
    private const float Heel = 0.9f;
    private const float Toe = -0.95f;

    /// <summary>Draws a sandal: a sole and straps with gaps between.</summary>
    public static void Sandal(Painter painter)
    {
        ref var draws = ref painter.Draws;
        var cloth = painter.Cloth;
        var lift = draws.Chance(0.5f) ? draws.Between(0.25f, 0.75f) : draws.Between(0f, 0.2f);
        var ground = draws.Between(0.45f, 0.6f);
        var ball = ground - 0.06f;
        var heel = ground - 0.08f - lift;
        var thick = draws.Between(0.08f, 0.22f);
        if (draws.Chance(0.14f))
        {
            // A closed one: nearly a sneaker.
            painter.Outline.Start(Toe, ground).Curve(Toe, ball - 0.25f, -0.5f, ball - 0.28f)
                .Curve(0.1f, ball - 0.2f, 0.35f, heel - 0.15f).Line(Heel - 0.1f, heel - 0.3f).Line(Heel, heel + thick).Line(-0.2f, ground);
            painter.Fill(cloth);
        }

        painter.Outline.Start(Toe, ball).Line(-0.35f, ball).Curve(0.2f, ball, 0.5f, heel).Line(Heel, heel)
            .Line(Heel, heel + thick).Curve(0.35f, heel + thick, -0.25f, ground + 0.05f).Line(Toe + 0.05f, ground + 0.05f);
        painter.Fill(cloth.Lit(draws.Between(-50f, 20f)));
        if (lift > 0.2f)
        {
            var width = draws.Chance(0.4f) ? draws.Between(0.4f, 0.8f) : draws.Between(0.08f, 0.25f);
            painter.Outline.Start(Heel, heel + 0.05f).Line(Heel - 0.04f, ground + 0.05f)
                .Line(Heel - 0.04f - width, ground + 0.05f).Line(Heel - width - 0.15f, heel + 0.1f);
            painter.Fill(cloth.Lit(-20f));
        }

        var straps = 2 + (int)(3f * draws.Uniform());
        for (var i = 0; i < straps; i++)
        {
            var x = -0.8f + (1.5f * (i + draws.Between(0f, 0.6f)) / straps);
            var foot = x < -0.35f ? ball : ball + ((heel - ball) * MathF.Min((x + 0.35f) * 1.2f, 1f));
            painter.Stroke(x, foot + 0.05f, x + draws.Between(-0.05f, 0.4f), foot - draws.Between(0.2f, 0.55f), draws.Between(0.08f, 0.2f), cloth);
        }

        if (draws.Chance(0.6f))
        {
            var ankle = heel - draws.Between(0.3f, 0.6f);
            painter.Stroke(Heel - 0.05f, heel, Heel - 0.08f, ankle, 0.12f, cloth);
            painter.Stroke(Heel - 0.05f, ankle, 0.3f, ankle - 0.05f, 0.1f, cloth);
        }
    }

    /// <summary>Draws a sneaker.</summary>
    public static void Sneaker(Painter painter)
    {
        ref var draws = ref painter.Draws;
        painter.Cloth = Plainer(ref draws, painter.Cloth);
        var rise = draws.Chance(0.88f) ? draws.Between(0.45f, 0.68f) : draws.Between(0.68f, 1.05f);
        Closed(painter, rise, draws.Between(0.3f, 0.5f), heel: 0f);
        var cloth = painter.Cloth;
        var ground = Ground(rise);
        painter.Outline.Start(Toe, ground - 0.06f).Line(Heel + 0.02f, ground - 0.1f).Line(Heel, ground + 0.1f)
            .Curve(0f, ground + 0.13f, Toe + 0.02f, ground + 0.1f);
        painter.Fill(draws.Chance(0.6f) ? new Shade(draws.Between(190f, 250f)) : cloth.Lit(-40f));
        if (draws.Chance(0.75f))
        {
            var laces = new Shade(cloth.Level > 130f ? 50f : 225f);
            for (var i = 0; i < 3; i++)
            {
                var x = -0.3f + (0.2f * i);
                var y = ground - (0.28f * rise) - (0.16f * i);
                painter.Stroke(x, y - 0.08f, x + 0.14f, y + 0.06f, 0.06f, laces, 0.75f);
            }
        }

        if (draws.Chance(0.5f))
        {
            painter.Stroke(
                -0.1f,
                ground - 0.12f,
                draws.Between(0.2f, 0.6f),
                ground - (0.6f * rise),
                draws.Between(0.08f, 0.16f),
                cloth.Lit(cloth.Level > 130f ? -90f : 90f),
                0.85f);
        }
    }

    /// <summary>Draws a boot.</summary>
    public static void Boot(Painter painter)
    {
        ref var draws = ref painter.Draws;
        painter.Cloth = Plainer(ref draws, painter.Cloth);
        var rise = draws.Chance(0.88f) ? draws.Between(1f, 1.6f) : draws.Between(0.68f, 1f);
        var heel = draws.Chance(0.45f) ? draws.Between(0.12f, 0.45f) : 0f;
        Closed(painter, rise, draws.Between(0.05f, 0.4f), heel);
        var cloth = painter.Cloth;
        var ground = Ground(rise);
        painter.Outline.Start(Toe, ground - 0.02f).Line(-0.1f, ground - 0.02f).Line(0.25f, ground - 0.05f - heel).Line(Heel, ground - 0.05f - heel)
            .Line(Heel, ground + 0.08f).Line(0.42f, ground + 0.08f).Line(0.38f, ground + 0.04f - (0.7f * heel))
            .Line(-0.1f, ground + 0.08f).Line(Toe + 0.02f, ground + 0.08f);
        painter.Fill(draws.Chance(0.25f) ? new Shade(draws.Between(150f, 240f)) : cloth.Lit(-45f));
        if (draws.Chance(0.4f))
        {
            var laces = cloth.Lit(cloth.Level > 130f ? -80f : 80f);
            for (var i = 0; i < 4; i++)
            {
                var y = ground - 0.4f - (0.2f * i * rise);
                painter.Stroke(-0.2f + (0.08f * i), y, 0f + (0.08f * i), y + 0.06f, 0.06f, laces, 0.7f);
            }
        }

        if (draws.Chance(0.35f))
        {
            painter.Stroke(0.05f, ground - (0.75f * rise), Heel - 0.08f, ground - (0.78f * rise), 0.07f, cloth.Lit(-50f), 0.7f);
        }
    }

    // The upper of a closed shoe: toe cap, instep, shaft, heel.
    private static void Closed(Painter painter, float rise, float cap, float heel)
    {
        ref var draws = ref painter.Draws;
        var ground = Ground(rise);
        var shaft = draws.Between(-0.12f, 0.16f);
        var instep = ground - MathF.Min(0.5f * rise, 0.42f);
        var top = ground - rise - (0.3f * heel);
        painter.Outline.Start(Toe, ground)
            .Curve(Toe - 0.03f, ground - cap, Toe + 0.3f, ground - cap + 0.02f)
            .Curve(-0.3f, ground - cap - 0.05f, shaft - 0.15f, instep - (0.25f * rise))
            .Curve(shaft, top + (0.3f * rise), shaft, top)
            .Curve(0.5f, top + 0.08f, Heel - 0.05f, top - 0.02f)
            .Curve(Heel - 0.12f, ground - (0.5f * rise), Heel, ground - heel)
            .Line(0.3f, ground - heel).Line(-0.1f, ground);
        painter.Fill(painter.Cloth);
        painter.Outline.Ellipse(0.5f * (shaft + Heel) - 0.02f, top + 0.03f, 0.4f * (Heel - shaft), 0.05f);
        painter.Fill(new Shade(0.4f * painter.Cloth.Level), 0.6f);
    }

    // Leather is seldom striped.
    private static Shade Plainer(ref Draws draws, in Shade cloth) =>
        draws.Chance(0.75f) ? cloth with { Depth = 0f } : cloth with { Depth = 0.5f * cloth.Depth };

    // Shoes sit in the middle of the picture: the higher the shaft, the lower the sole.
    private static float Ground(float rise) => 0.2f + (0.45f * rise);
}
