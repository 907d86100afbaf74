using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// The interaction plot: for each pair of factors, one of them off and on from left to right and one line for each
/// state of the other. Parallel lines mean that the two do not interact; a dotted line shows where the upper right
/// point would be if their effects just added up.
/// </summary>
public static class InteractionPlot
{
    private const int Off = 0;
    private const int On = 1;
    private const double FrameHeight = 190;
    private const double NameSize = 13;
    private const double NameLine = 16;
    private const double KeySize = 11.5;
    private const double NoteSize = 11.5;
    private const double NoteLine = 15;
    private const double Below = 42;

    /// <summary>Points of the two lines stand a little apart, so that their whiskers can be told apart.</summary>
    private const double Apart = 0.03;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The pairs of factors.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There are no pairs, or an interval is upside down.</exception>
    public static string Render(InteractionPlotData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Panels.Count == 0)
        {
            throw new ArgumentException("An interaction plot needs at least one pair of factors, received none.", nameof(data));
        }

        Pair[] pairs = [.. data.Panels.Select(Pair.Of)];
        var x = new Axis(-0.3, 1.3, [new AxisTick(0, "off"), new AxisTick(1, "on")]);
        var y = Axis.Around(pairs
            .SelectMany(pair => pair.Off.Concat(pair.On))
            .SelectMany(effect => effect.Values)
            .Concat(pairs.Select(pair => pair.Sum)));
        var grid = new PanelGrid(pairs.Length, atMost: 3, labels: 78, gap: 28, largest: 340);
        IReadOnlyList<string>[] notes =
        [
            .. data.Panels.Select(panel => panel.Note.Length == 0 ? [] : TextFit.Wrap(panel.Note, grid.PanelWidth, NoteSize)),
        ];
        IReadOnlyList<string>[] names =
        [
            .. data.Panels.Select(panel =>
                TextFit.WrapShort($"{panel.FactorX} × {panel.FactorLine}", grid.PanelWidth, NameSize, bold: true, most: 4)),
        ];
        var heading = new TitleBlock(data.Title, data.Subtitle, grid.TextRoom);
        var legend = new PictureLegend(Legend(), grid.TextRoom);
        (double[] tops, double end) = grid.Rows(
            heading.Height + legend.Height,
            [.. names.Select(lines => 43 + lines.Count * NameLine)],
            FrameHeight,
            [.. notes.Select(lines => Below + 8 + lines.Count * NoteLine)]);
        var svg = new SvgWriter(grid.Width, end + 8, data.Title, Describe(data));
        heading.Draw(svg, grid.Width / 2);
        legend.Draw(svg, grid.Width / 2, heading.Height + 2);
        for (int index = 0; index < pairs.Length; index++)
        {
            var panel = new ChartPanel(svg, grid.Left(index), tops[index], grid.PanelWidth, FrameHeight, x, y);
            svg.BeginGroup("tp-panel");
            panel.VerticalTicks(grid.IsFirst(index));
            panel.HorizontalTicks();
            panel.Frame();
            if (grid.IsFirst(index))
            {
                panel.VerticalName(data.AxisName);
            }

            Texts(svg, panel, data.Panels[index], names[index], notes[index]);
            Draw(svg, panel, pairs[index], data.Panels[index]);
            svg.EndGroup();
        }

        return svg.Finish();
    }

    /// <summary>The names around a panel and, below it, its note.</summary>
    private static void Texts(SvgWriter svg, ChartPanel panel, InteractionPanel data, IReadOnlyList<string> name, IReadOnlyList<string> note)
    {
        double width = panel.Right - panel.Left;
        double centre = panel.Left + width / 2;
        for (int line = 0; line < name.Count; line++)
        {
            svg.Text(centre, panel.Top - 32 - (name.Count - 1 - line) * NameLine, name[line], "tp-bold", NameSize, TextAnchor.Middle);
        }

        // "batch norm:  o off  # on", the two samples with the look of their lines.
        const double Sample = 26;
        const double State = 58;
        svg.BeginGroup("tp-legend");
        string factor = TextFit.Shorten(data.FactorLine, width - 2 * State - 12, KeySize) + ":";
        double x = centre - (TextFit.Width(factor, KeySize) + 8 + 2 * State - 8) / 2;
        double y = panel.Top - 14;
        svg.Text(x, y + KeySize * 0.35, factor, "", KeySize);
        x += TextFit.Width(factor, KeySize) + 8;
        for (int state = Off; state <= On; state++)
        {
            svg.Line(x, y, x + Sample - 6, y, LineStyle(state));
            Marker.Draw(svg, Look(state).Shape, x + (Sample - 6) / 2, y, Look(state).Colour, 4);
            svg.Text(x + Sample, y + KeySize * 0.35, state == On ? "on" : "off", "", KeySize);
            x += State;
        }

        svg.EndGroup();
        svg.Text(centre, panel.Bottom + 34, TextFit.Shorten(data.FactorX, width, 12), "tp-soft", 12, TextAnchor.Middle);
        for (int line = 0; line < note.Count; line++)
        {
            svg.Text(centre, panel.Bottom + Below + 10 + line * NoteLine, note[line], "", NoteSize, TextAnchor.Middle);
        }
    }

    private static void Draw(SvgWriter svg, ChartPanel panel, Pair pair, InteractionPanel data)
    {
        if (!pair.Off.Concat(pair.On).Any(effect => effect.HasMean))
        {
            panel.Message("no runs yet");
            return;
        }

        if (double.IsFinite(pair.Sum))
        {
            svg.BeginGroup("tp-sum", string.Create(CultureInfo.InvariantCulture, $"Both on, if the effects just added up: {pair.Sum:F2}"));
            svg.Line(panel.X(Apart), panel.Y(pair.On[0].Mean), panel.X(1 + Apart), panel.Y(pair.Sum), "tp-line tp-thin tp-dots tp-ssoft");
            svg.EndGroup();
        }

        for (int state = Off; state <= On; state++)
        {
            Effect[] ends = state == Off ? pair.Off : pair.On;
            double[] places = state == Off ? [-Apart, 1 - Apart] : [Apart, 1 + Apart];
            svg.BeginGroup(
                "tp-curve", $"{data.FactorLine} {(state == Off ? "off" : "on")}: {data.FactorX} off {ends[0].Text(false)}, on {ends[1].Text(false)}");
            if (ends[0].HasMean && ends[1].HasMean)
            {
                svg.Polyline([(panel.X(places[0]), panel.Y(ends[0].Mean)), (panel.X(places[1]), panel.Y(ends[1].Mean))], LineStyle(state));
            }

            for (int end = 0; end < 2; end++)
            {
                Point(svg, panel, panel.X(places[end]), ends[end], Look(state));
            }

            svg.EndGroup();
        }
    }

    private static void Point(SvgWriter svg, ChartPanel panel, double x, Effect effect, MarkerLook look)
    {
        if (!effect.HasMean)
        {
            return;
        }

        if (effect.HasInterval)
        {
            const double Cap = 4;
            string style = $"tp-whisker tp-s{look.Colour}";
            double low = Math.Min(panel.Y(effect.Low), panel.Bottom);
            double high = Math.Max(panel.Y(effect.High), panel.Top);
            svg.Line(x, low, x, high, style);
            svg.Line(x - Cap, low, x + Cap, low, style);
            svg.Line(x - Cap, high, x + Cap, high, style);
        }

        Marker.Draw(svg, look.Shape, x, panel.Y(effect.Mean), look.Colour, 4.5);
    }

    private static IEnumerable<LegendEntry> Legend()
    {
        yield return new LegendEntry("parallel lines: no interaction", (svg, x, y) =>
        {
            svg.Line(x, y + 1, x + PictureLegend.SampleWidth, y - 7, LineStyle(On));
            svg.Line(x, y + 8, x + PictureLegend.SampleWidth, y, LineStyle(Off));
        });
        yield return new LegendEntry(
            "dotted: both on, if the effects just added up",
            (svg, x, y) => svg.Line(x, y, x + PictureLegend.SampleWidth, y, "tp-line tp-thin tp-dots tp-ssoft"));
    }

    private static string LineStyle(int state) => state == On ? "tp-line tp-s1" : "tp-line tp-s0";

    private static MarkerLook Look(int state) =>
        state == On ? new MarkerLook(MarkerShape.Square, "1") : new MarkerLook(MarkerShape.HollowCircle, "0");

    private static string Describe(InteractionPlotData data) =>
        $"Interaction plot of {data.AxisName}: one panel per pair of factors, all with the same axes. "
        + $"Parallel lines mean that the two factors do not interact. {data.Subtitle} "
        + string.Join("; ", data.Panels.Select(Describe))
        + ".";

    private static string Describe(InteractionPanel panel) =>
        $"{panel.FactorX} × {panel.FactorLine}{(panel.Note.Length == 0 ? "" : ": " + panel.Note)}";

    /// <summary>The ends of the two lines, the factor of the axis off and on, and where their effects would add up to.</summary>
    private sealed record Pair(Effect[] Off, Effect[] On, double Sum)
    {
        public static Pair Of(InteractionPanel panel)
        {
            string owner = $"The pair {panel.FactorX} × {panel.FactorLine}";
            Effect Cell(InteractionCell cell) => new Effect(cell.Mean, cell.Low, cell.High).Checked(owner);
            return new Pair(
                [Cell(panel.NeitherOn), Cell(panel.XOn)],
                [Cell(panel.LineOn), Cell(panel.BothOn)],
                panel.LineOn.Mean + panel.XOn.Mean - panel.NeitherOn.Mean);
        }
    }
}
