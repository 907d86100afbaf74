namespace Temper.Lab.Reports;

/// <summary>Says below an axis of effects which side is the good one.</summary>
internal static class DirectionWords
{
    private const double Size = 12;

    /// <summary>Writes the two words on both sides of zero.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="zero">Where the axis has its zero.</param>
    /// <param name="baseline">Where the words stand.</param>
    public static void Draw(SvgWriter svg, double zero, double baseline)
    {
        svg.Text(zero - 7, baseline, "hurts ←", $"tp-f{VerdictLooks.Hurts.Colour} tp-bold", Size, TextAnchor.End);
        svg.Text(zero + 7, baseline, "→ helps", $"tp-f{VerdictLooks.Helps.Colour} tp-bold", Size);
    }
}
