using Temper.Devices;

namespace Temper.Data.Drawing;

/// <summary>Draws one picture after another: its canvas, outline and random stream. One per thread.</summary>
internal sealed class Painter
{
    private readonly Canvas canvas = new();
    private readonly Outline outline = new();
    private Draws draws;
    private Pose pose;

    /// <summary>The random numbers of this picture.</summary>
    public ref Draws Draws => ref draws;

    /// <summary>The outline to build the next shape with.</summary>
    public Outline Outline => outline;

    /// <summary>The picture's cloth.</summary>
    public Shade Cloth { get; set; }

    /// <summary>Draws one picture.</summary>
    /// <param name="kind">Its class, 0 to 9.</param>
    /// <param name="stream">The picture's own random stream.</param>
    /// <param name="pixels">[28 x 28], written whole.</param>
    public void Draw(int kind, Philox stream, Span<byte> pixels)
    {
        draws = new Draws(stream);
        canvas.Clear();
        pose = RandomPose();
        Cloth = RandomCloth();
        switch (kind)
        {
            case 0: Tops.Tee(this); break;
            case 1: Legs.Trousers(this); break;
            case 2: Tops.Pullover(this); break;
            case 3: Tops.Dress(this); break;
            case 4: Tops.Coat(this); break;
            case 5: Shoes.Sandal(this); break;
            case 6: Tops.Shirt(this); break;
            case 7: Shoes.Sneaker(this); break;
            case 8: Bags.Bag(this); break;
            default: Shoes.Boot(this); break;
        }

        Develop(pixels);
    }

    /// <summary>Fills the current outline.</summary>
    public void Fill(in Shade shade, float opacity = 1f) => canvas.Fill(outline, pose, shade, opacity);

    /// <summary>Fills the current outline and its mirror image (x to -x).</summary>
    public void FillBoth(in Shade shade, float opacity = 1f)
    {
        Fill(shade, opacity);
        outline.Flip();
        Fill(shade, opacity);
    }

    /// <summary>Draws a line.</summary>
    public void Stroke(float x0, float y0, float x1, float y1, float thickness, in Shade shade, float opacity = 1f)
    {
        outline.Band(x0, y0, x1, y1, thickness);
        Fill(shade, opacity);
    }

    private Pose RandomPose()
    {
        var halfTurn = 0.03f * draws.Bell();
        var shear = 0.03f * draws.Bell();
        var scale = 12.4f + (0.7f * draws.Bell());
        var stretch = 1f + (0.06f * draws.Bell());
        return new Pose(
            halfTurn, shear, scale * stretch, scale, 14f + (0.6f * draws.Bell()), 14f + (0.6f * draws.Bell()));
    }

    private Shade RandomCloth()
    {
        // Many light and middling garments, some nearly black, as in a shop's photographs.
        var level = draws.Chance(0.2f) ? draws.Between(40f, 110f) : draws.Between(110f, 245f);
        var cloth = new Shade(level, 10f * draws.Bell(), 14f * draws.Bell());
        if (draws.Chance(0.68f))
        {
            return cloth;
        }

        var depth = level * draws.Between(0.1f, 0.55f);
        var rate = draws.Between(1.6f, 5f);
        var phase = draws.Uniform();
        return draws.Pick(0.4f, 0.2f, 0.25f) switch
        {
            0 => cloth with { Depth = depth, FirstY = rate, Phase = phase },
            1 => cloth with { Depth = depth, FirstX = rate, Phase = phase },
            2 => cloth with { Depth = 0.6f * depth, FirstY = rate, SecondX = rate, Phase = phase },
            _ => cloth with { Depth = depth, FirstX = rate, FirstY = draws.Between(-4f, 4f), Phase = phase },
        };
    }

    // Contrast, and the grain of cloth and camera: on the garment, and faintly on a few pixels beside it.
    private void Develop(Span<byte> pixels)
    {
        var gain = 1f + (0.1f * draws.Bell());
        var grain = draws.Between(2f, 13f);
        var source = canvas.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            var noise = draws.Bell();
            var value = source[i] * gain;
            value += value > 0.5f ? noise * grain : noise > 2.4f ? 6f * (noise - 2.2f) : 0f;
            pixels[i] = (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);
        }
    }
}
