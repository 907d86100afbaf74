namespace Temper.Lab.Reports;

/// <summary>
/// A point with its interval as a whisker, lying in a panel; where there are two intervals the wider is a bar and the narrower the whisker
/// on it. What the axis does not reach stands at the panel's edge with an arrowhead that points outwards.
/// </summary>
internal static class EffectMark
{
    private const double Cap = 3.5;
    private const double BarHeight = 9;
    private const double Head = 7;

    /// <summary>Draws it.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="panel">The panel; its horizontal axis gives the places.</param>
    /// <param name="y">Height of the whisker.</param>
    /// <param name="effect">The numbers; nothing is drawn without a mean.</param>
    /// <param name="look">Shape and colour.</param>
    /// <param name="radius">Size of the point.</param>
    public static void Draw(SvgWriter svg, ChartPanel panel, double y, Effect effect, MarkerLook look, double radius)
    {
        if (!effect.HasMean)
        {
            return;
        }

        string style = $"tp-whisker tp-s{look.Colour}";
        (double low, double high) = effect.HasInterval ? (panel.X(effect.Low), panel.X(effect.High)) : (panel.X(effect.Mean), panel.X(effect.Mean));

        // A point out of sight stays inside its arrowhead.
        double room = Head + radius + 2;
        double mean = Math.Clamp(panel.X(effect.Mean), panel.Left + (low < panel.Left ? room : 0), panel.Right - (high > panel.Right ? room : 0));
        if (effect.HasInterval || low < panel.Left || high > panel.Right)
        {
            (double left, double right) = (Math.Min(Math.Max(low, panel.Left + 1), mean), Math.Max(Math.Min(high, panel.Right - 1), mean));
            bool hasCaps = effect.HasInterval;
            if (effect.Line is { } line)
            {
                svg.Rectangle(left, y - BarHeight / 2, right - left, BarHeight, $"tp-bar tp-f{look.Colour}");
                hasCaps = false;
                if (!double.IsNaN(line.Low) && !double.IsNaN(line.High))
                {
                    svg.Line(Math.Clamp(panel.X(line.Low), left, right), y, Math.Clamp(panel.X(line.High), left, right), y, style);
                }
            }
            else
            {
                svg.Line(left, y, right, y, style);
            }

            End(svg, low, panel.Left, -1, y, hasCaps && low <= panel.Right, style);
            End(svg, high, panel.Right, 1, y, hasCaps && high >= panel.Left, style);
        }

        Marker.Draw(svg, look.Shape, mean, y, look.Colour, radius);
    }

    /// <summary>Whether a part of it lies beyond the axis.</summary>
    public static bool IsCut(Axis axis, Effect effect) =>
        effect.HasMean
            && (
                effect.HasInterval
                    ? new[] { effect.Mean, effect.Low, effect.High }
                    : [effect.Mean]).Any(value => value < axis.Minimum || value > axis.Maximum);

    /// <summary>The key of the bars.</summary>
    public static LegendEntry BarKey { get; } = new(
        "bar: gives the verdict, all rows together at 95%",
        (svg, x, y) => svg.Rectangle(x, y - BarHeight / 2, PictureLegend.SampleWidth, BarHeight, "tp-bar tp-fsoft"));

    /// <summary>The key of the lines on the bars.</summary>
    public static LegendEntry LineKey { get; } = new(
        "line: 95% of one row alone",
        (svg, x, y) => svg.Line(x, y, x + PictureLegend.SampleWidth, y, "tp-whisker tp-ssoft"));

    /// <summary>The key of the arrowheads.</summary>
    public static LegendEntry CutKey { get; } = new(
        "goes on beyond the axis",
        (svg, x, y) =>
        {
            svg.Line(x + 2, y, x + 22, y, "tp-whisker tp-ssoft");
            End(svg, double.PositiveInfinity, x + 23, 1, y, hasCap: false, "tp-whisker tp-ssoft");
        });

    private static void End(SvgWriter svg, double place, double edge, int outwards, double y, bool hasCap, string style)
    {
        if ((place - edge) * outwards > 0)
        {
            double tip = edge - outwards;
            double foot = tip - outwards * Head;
            svg.Polyline([(foot, y - Head * 0.7), (tip, y), (foot, y + Head * 0.7)], $"tp-line {style}");
        }
        else if (hasCap)
        {
            svg.Line(place, y - Cap, place, y + Cap, style);
        }
    }
}
