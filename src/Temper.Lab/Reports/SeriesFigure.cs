namespace Temper.Lab.Reports;

/// <summary>
/// Effects against a setting: a panel for each question, all with the same axes, and in it a mark for each value of the setting. Bars, lines and
/// marks are those of the forest plot, upright.
/// </summary>
public static class SeriesFigure
{
    private const double FrameHeight = 190;
    private const double NameSize = 13;
    private const double NameLine = 16;
    private const double NoteSize = 11;
    private const double Below = 46;
    private const double BarWidth = 9;
    private const double Radius = 4.5;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The questions.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">
    /// There are no values or questions, a question has not a point for each value, or an interval is upside down.
    /// </exception>
    public static string Render(SeriesFigureData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Values.Count == 0 || data.Panels.Count == 0 || data.Panels.Any(panel => panel.Points.Count != data.Values.Count))
        {
            throw new ArgumentException(
                "A picture of effects against a setting needs values, questions, and a point of each question for each value.", nameof(data));
        }

        Effect[][] effects = [.. data.Panels.Select(panel => panel.Points
            .Select(point => new Effect(point.Mean, point.Low, point.High) { Score = data.Score, Line = point.Line }.Checked(panel.Name))
            .ToArray())];
        var looks = VerdictLooks.Of(data.Panels.SelectMany(panel => panel.Points).Select(point => point.Verdict));
        var x = new Axis(-0.5, data.Values.Count - 0.5, [.. data.Values.Select((value, i) => new AxisTick(i, value))]);
        var y = Axis.Effects([.. effects.SelectMany(panel => panel)], data.Region);
        bool isCut = effects.SelectMany(panel => panel).Any(effect => EffectMark.IsCut(y, effect));
        var grid = new PanelGrid(data.Panels.Count, atMost: 4, labels: 78, gap: 20, largest: 300);
        IReadOnlyList<string>[] names =
            [.. data.Panels.Select(panel => TextFit.WrapShort(panel.Name, grid.PanelWidth, NameSize, bold: true, most: 3))];
        var heading = new TitleBlock(data.Title, data.Subtitle, grid.TextRoom);
        var legend = new PictureLegend(
            Legend(data, looks, effects.SelectMany(panel => panel).Any(effect => effect.HasInterval), isCut), grid.TextRoom);
        (double[] tops, double end) = grid.Rows(
            heading.Height + legend.Height, [.. names.Select(lines => 16 + lines.Count * NameLine)], FrameHeight, [.. names.Select(_ => Below)]);
        var svg = new SvgWriter(grid.Width, end, data.Title, Describe(data, effects));
        heading.Draw(svg, grid.Width / 2);
        legend.Draw(svg, grid.Width / 2, heading.Height + 2);
        for (int index = 0; index < data.Panels.Count; index++)
        {
            var panel = new ChartPanel(svg, grid.Left(index), tops[index], grid.PanelWidth, FrameHeight, x, y);
            svg.BeginGroup("tp-panel");
            Ground(svg, panel, data, y, grid.IsFirst(index));
            double centre = (panel.Left + panel.Right) / 2;
            for (int line = 0; line < names[index].Count; line++)
            {
                svg.Text(
                    centre, panel.Top - 9 - (names[index].Count - 1 - line) * NameLine, names[index][line], "tp-bold", NameSize, TextAnchor.Middle);
            }

            svg.Text(centre, panel.Bottom + 34, data.Setting, "tp-soft", NoteSize, TextAnchor.Middle);
            Points(svg, panel, data, data.Panels[index], effects[index], looks);
            svg.EndGroup();
        }

        return svg.Finish();
    }

    private static void Ground(SvgWriter svg, ChartPanel panel, SeriesFigureData data, Axis y, bool isFirst)
    {
        panel.VerticalTicks(isFirst);
        if (data.Region > 0)
        {
            double top = Math.Max(panel.Y(Math.Min(data.Region, y.Maximum)), panel.Top);
            svg.BeginGroup("tp-around", RegionKey.Text(data.Region));
            svg.Rectangle(
                panel.Left, top, panel.Right - panel.Left, Math.Min(panel.Y(Math.Max(-data.Region, y.Minimum)), panel.Bottom) - top, "tp-region");
            svg.EndGroup();
        }

        panel.HorizontalTicks();
        svg.Line(panel.Left, panel.Y(0), panel.Right, panel.Y(0), "tp-zero");
        panel.Frame();
        if (isFirst)
        {
            panel.VerticalName(data.AxisName);
        }
    }

    private static void Points(
        SvgWriter svg, ChartPanel panel, SeriesFigureData data, SeriesPanel question, Effect[] effects, IReadOnlyDictionary<string, MarkerLook> looks)
    {
        (double X, double Y)[] path = [.. effects.Index()
            .Where(point => point.Item.HasMean)
            .Select(point => (panel.X(point.Index), Inside(panel, point.Item.Mean)))];
        if (path.Length == 0)
        {
            panel.Message("no runs yet");
            return;
        }

        if (path.Length > 1)
        {
            svg.Polyline(path, "tp-line tp-thin tp-ssoft");
        }

        for (int i = 0; i < effects.Length; i++)
        {
            ForestRow point = question.Points[i];
            svg.BeginGroup(
                "tp-row",
                $"{question.Name}, {data.Setting} {data.Values[i]}: {effects[i].Text()}{(point.Verdict.Length == 0 ? "" : $", {point.Verdict}")}"
                + $"{(point.Details.Length == 0 ? "" : $" ({point.Details})")}");
            Draw(svg, panel, panel.X(i), effects[i], looks[point.Verdict]);
            svg.EndGroup();
        }
    }

    /// <summary>What the axis does not reach ends at the panel's edge, with a head that points outwards.</summary>
    private static void Draw(SvgWriter svg, ChartPanel panel, double x, Effect effect, MarkerLook look)
    {
        if (!effect.HasMean)
        {
            return;
        }

        if (effect.HasInterval)
        {
            (double top, double bottom) = (Inside(panel, effect.High), Inside(panel, effect.Low));
            svg.Rectangle(x - BarWidth / 2, top, BarWidth, bottom - top, $"tp-bar tp-f{look.Colour}");
            if (effect.Line is { } line && !double.IsNaN(line.Low) && !double.IsNaN(line.High))
            {
                svg.Line(x, Math.Max(Inside(panel, line.High), top), x, Math.Min(Inside(panel, line.Low), bottom), $"tp-whisker tp-s{look.Colour}");
            }
        }

        (double low, double high) = effect.HasInterval ? (effect.Low, effect.High) : (effect.Mean, effect.Mean);
        Head(svg, x, panel.Y(high) < panel.Top, panel.Top + 1, 1, look);
        Head(svg, x, panel.Y(low) > panel.Bottom, panel.Bottom - 1, -1, look);

        // A point out of sight stays inside its head.
        double room = 9 + Radius;
        double mean = Math.Clamp(
            panel.Y(effect.Mean), panel.Top + (panel.Y(high) < panel.Top ? room : 0), panel.Bottom - (panel.Y(low) > panel.Bottom ? room : 0));
        Marker.Draw(svg, look.Shape, x, mean, look.Colour, Radius);
    }

    private static void Head(SvgWriter svg, double x, bool isBeyond, double tip, int inwards, MarkerLook look)
    {
        if (isBeyond)
        {
            svg.Polyline([(x - 5, tip + 7 * inwards), (x, tip), (x + 5, tip + 7 * inwards)], $"tp-line tp-whisker tp-s{look.Colour}");
        }
    }

    private static double Inside(ChartPanel panel, double value) =>
        double.IsPositiveInfinity(value)
            ? panel.Top
            : double.IsNegativeInfinity(value) ? panel.Bottom : Math.Clamp(panel.Y(value), panel.Top, panel.Bottom);

    private static IEnumerable<LegendEntry> Legend(SeriesFigureData data, IReadOnlyDictionary<string, MarkerLook> looks, bool hasBars, bool isCut)
    {
        foreach ((string verdict, MarkerLook look) in looks.Where(pair => pair.Key.Length > 0))
        {
            yield return new LegendEntry(
                verdict, (svg, x, y) => Marker.Draw(svg, look.Shape, x + PictureLegend.SampleWidth / 2, y, look.Colour, Radius));
        }

        if (hasBars)
        {
            yield return new LegendEntry(
                "bar: gives the word, all questions of a study together at 95%",
                (svg, x, y) => svg.Rectangle(x + (PictureLegend.SampleWidth - BarWidth) / 2, y - 8, BarWidth, 16, "tp-bar tp-fsoft"));
            yield return new LegendEntry(
                "line: 95% of one alone",
                (svg, x, y) => svg.Line(x + PictureLegend.SampleWidth / 2, y - 8, x + PictureLegend.SampleWidth / 2, y + 8, "tp-whisker tp-ssoft"));
        }

        if (data.Region > 0)
        {
            yield return RegionKey.Entry(data.Region);
        }

        if (isCut)
        {
            yield return EffectMark.CutKey;
        }
    }

    private static string Describe(SeriesFigureData data, Effect[][] effects)
    {
        var panels = data.Panels.Select((panel, p) => $"{panel.Name}: {string.Join(", ", Points(panel, p))}");
        return $"{data.AxisName} against {data.Setting}, one panel per question, all with the same axes. {data.Subtitle} "
            + $"{string.Join("; ", panels)}.";

        IEnumerable<string> Points(SeriesPanel panel, int p) =>
            effects[p].Select((effect, i) => $"{data.Values[i]} {effect.Text()} {panel.Points[i].Verdict}".TrimEnd());
    }
}
