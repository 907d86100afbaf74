using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// What each arm did to each class: one panel per arm, one row per class, a point and its interval around a zero line
/// that all panels share.
/// </summary>
public static class ClassEffectsFigure
{
    private const double RowHeight = 21;
    private const double NameSize = 12;
    private const double ArmSize = 13;
    private const double ArmLine = 16;
    private const double NameRoom = 150;
    private const double Margin = 24;
    private const double Below = 66;
    private const double Radius = 4;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The effects.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">
    /// There are no arms or no classes, an arm has another number of classes, the region is negative, or an interval is upside down.
    /// </exception>
    public static string Render(ClassEffectsData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Effect[][] effects = Check(data);
        string[] names = [.. data.ClassNames.Select(name => TextFit.Shorten(name, NameRoom, NameSize))];
        var grid = new PanelGrid(data.Arms.Count, atMost: 4, labels: Margin + names.Max(name => TextFit.Width(name, NameSize)) + 9, gap: 14);
        var x = Axis.Effects([.. effects.SelectMany(arm => arm)], data.Region, ticks: Math.Max(3, (int)(grid.PanelWidth / 62)));
        var y = new Axis(0.5 - names.Length, 0.5, []);
        IReadOnlyList<string>[] arms = [.. data.Arms.Select(arm => TextFit.WrapShort(arm.Name, grid.PanelWidth, ArmSize, bold: true, most: 4))];
        double height = names.Length * RowHeight;
        var heading = new TitleBlock(data.Title, data.Subtitle, grid.TextRoom);
        var legend = new PictureLegend(Legend(data.Region, effects.Any(arm => arm.Any(effect => EffectMark.IsCut(x, effect)))), grid.TextRoom);
        (double[] tops, double end) = grid.Rows(
            heading.Height + legend.Height + 6,
            [.. arms.Select(lines => 14 + lines.Count * ArmLine)],
            height,
            [.. arms.Select(_ => Below)]);
        var svg = new SvgWriter(grid.Width, end + 6, data.Title, Describe(data, effects));
        heading.Draw(svg, grid.Width / 2);
        legend.Draw(svg, grid.Width / 2, heading.Height + 2);
        for (int arm = 0; arm < effects.Length; arm++)
        {
            var panel = new ChartPanel(svg, grid.Left(arm), tops[arm], grid.PanelWidth, height, x, y);
            svg.BeginGroup("tp-panel", data.Arms[arm].Name);
            Ground(svg, panel, data, arms[arm], grid.IsFirst(arm) ? names : []);
            for (int label = 0; label < names.Length; label++)
            {
                svg.BeginGroup("tp-row", $"{data.Arms[arm].Name}, {data.ClassNames[label]}: {effects[arm][label].Text()}");
                EffectMark.Draw(svg, panel, panel.Y(-label), effects[arm][label], Look(effects[arm][label]), Radius);
                svg.EndGroup();
            }

            svg.EndGroup();
            if (grid.IsFirst(arm))
            {
                double centre = (grid.First + grid.Left(Math.Min(arm + grid.Columns, effects.Length) - 1) + grid.PanelWidth) / 2;
                svg.Text(centre, panel.Bottom + 53, TextFit.ShortenAround(data.AxisName, centre, grid.Width, 12), "tp-soft", 12, TextAnchor.Middle);
            }
        }

        return svg.Finish();
    }

    private static void Ground(SvgWriter svg, ChartPanel panel, ClassEffectsData data, IReadOnlyList<string> arm, string[] names)
    {
        for (int line = 0; line < arm.Count; line++)
        {
            svg.Text(
                (panel.Left + panel.Right) / 2, panel.Top - 9 - (arm.Count - 1 - line) * ArmLine, arm[line], "tp-bold", ArmSize, TextAnchor.Middle);
        }

        for (int label = 0; label < names.Length; label++)
        {
            // A name too long for its room is shortened; the tooltip has it in full.
            svg.BeginGroup("tp-name", data.ClassNames[label]);
            svg.Text(panel.Left - 9, panel.Y(-label) + NameSize * 0.35, names[label], "", NameSize, TextAnchor.End);
            svg.EndGroup();
        }

        if (data.Region > 0)
        {
            panel.Region(data.Region, RegionKey.Text(data.Region));
        }

        for (int label = 1; label < data.ClassNames.Count; label++)
        {
            svg.Line(panel.Left, panel.Y(0.5 - label), panel.Right, panel.Y(0.5 - label), "tp-grid");
        }

        panel.HorizontalTicks();
        panel.Zero();
        panel.Frame();
        DirectionWords.Draw(svg, panel.X(0), panel.Bottom + 34);
    }

    private static Effect[][] Check(ClassEffectsData data)
    {
        if (data.Arms.Count == 0 || data.ClassNames.Count == 0 || !(data.Region >= 0) || double.IsInfinity(data.Region))
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Effects by class need at least one arm, one class and a region of 0 or more, received {data.Arms.Count} arms, "
                    + $"{data.ClassNames.Count} classes and a region of {data.Region}."),
                nameof(data));
        }

        if (data.Arms.FirstOrDefault(arm => arm.Classes.Count != data.ClassNames.Count) is { } odd)
        {
            throw new ArgumentException(
                $"Effects by class: expected {data.ClassNames.Count} classes of arm \"{odd.Name}\", received {odd.Classes.Count}.", nameof(data));
        }

        return [.. data.Arms.Select(
            arm => (Effect[])[.. arm.Classes.Select(effect => new Effect(effect.Mean, effect.Low, effect.High).Checked($"Arm \"{arm.Name}\""))])];
    }

    /// <summary>By the interval alone: on which side of zero it lies, if on one.</summary>
    private static MarkerLook Look(Effect effect) =>
        effect.HasInterval && effect.Low > 0 ? VerdictLooks.Helps
        : effect.HasInterval && effect.High < 0 ? VerdictLooks.Hurts
        : VerdictLooks.Undecided;

    private static int Count(Effect[][] effects, MarkerLook look) => effects.Sum(arm => arm.Count(effect => Look(effect) == look));

    private static IEnumerable<LegendEntry> Legend(double region, bool isCut)
    {
        yield return Point("interval below zero", VerdictLooks.Hurts);
        yield return Point("interval above zero", VerdictLooks.Helps);
        yield return Point("zero inside the interval, or none", VerdictLooks.Undecided);
        if (region > 0)
        {
            yield return RegionKey.Entry(region);
        }

        if (isCut)
        {
            yield return EffectMark.CutKey;
        }
    }

    private static LegendEntry Point(string text, MarkerLook look) => new(text, (svg, x, y) =>
    {
        svg.Line(x, y, x + PictureLegend.SampleWidth, y, $"tp-whisker tp-s{look.Colour}");
        Marker.Draw(svg, look.Shape, x + PictureLegend.SampleWidth / 2, y, look.Colour, Radius);
    });

    private static string Describe(ClassEffectsData data, Effect[][] effects) => string.Create(
        CultureInfo.InvariantCulture,
        $"{data.AxisName}, by class: {data.Arms.Count} arms, one panel each, {data.ClassNames.Count} classes, one row each, "
        + $"the same axis in all. The interval lies above zero in {Count(effects, VerdictLooks.Helps)} and below zero in "
        + $"{Count(effects, VerdictLooks.Hurts)} of {effects.Sum(arm => arm.Length)} rows. {data.Subtitle}");
}
