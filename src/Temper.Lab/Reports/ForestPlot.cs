using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// The forest plot: one row per change, with its mean effect as a point and its interval as a whisker around a common
/// zero line, beside them the numbers and the verdict. The region of effects too small to matter is a faint band.
/// </summary>
public static class ForestPlot
{
    private const double Width = 1000;
    private const double Margin = 24;
    private const double Gap = 16;
    private const double NameSize = 13;
    private const double NameLine = 17;
    private const double DetailsSize = 11;
    private const double DetailsLine = 14;
    private const double NumberSize = 12.5;
    private const double MarkRoom = 20;
    private const double Radius = 5;

    /// <summary>From this many rows on the axis has its labels above the rows as well.</summary>
    private const int ManyRows = 15;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The effects.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There are no rows, the region is negative, or an interval is upside down.</exception>
    public static string Render(ForestPlotData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Rows.Count == 0 || !(data.Region >= 0) || double.IsInfinity(data.Region))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A forest plot needs at least one row and a region of 0 or more, received {data.Rows.Count} rows and a region of {data.Region}."),
                nameof(data));
        }

        Effect[] effects = [.. data.Rows.Select(row => new Effect(row.Mean, row.Low, row.High).Checked($"Row \"{row.Name}\" of the forest plot"))];
        var axis = Axis.Effects(effects, data.Region);
        Row[] rows = Rows(data, effects);
        Columns columns = Columns.Around(rows);
        bool isCut = effects.Any(effect => EffectMark.IsCut(axis, effect));
        var heading = new TitleBlock(data.Title, data.Subtitle, Width - 2 * Margin);
        var legend = new PictureLegend(Legend(data.Region, isCut), Width - 2 * Margin);
        double top = heading.Height + legend.Height + 30;
        double height = rows.Sum(row => row.Height);
        var svg = new SvgWriter(Width, top + height + 72, data.Title, Describe(data, effects));
        heading.Draw(svg, Width / 2);
        legend.Draw(svg, Width / 2, heading.Height + 2);
        var panel = new ChartPanel(svg, columns.Left, top, columns.Right - columns.Left, height, axis, new Axis(0, 1, []));
        Ground(svg, panel, data, rows);
        svg.Text(columns.Numbers, top - 9, effects.Any(effect => effect.HasInterval) ? "mean [low, high]" : "mean", "tp-soft", DetailsSize, TextAnchor.End);
        double y = top;
        foreach (Row row in rows)
        {
            Draw(svg, panel, row, columns, y);
            y += row.Height;
        }

        return svg.Finish();
    }

    /// <summary>What lies behind the rows, and the axis below them.</summary>
    private static void Ground(SvgWriter svg, ChartPanel panel, ForestPlotData data, Row[] rows)
    {
        svg.BeginGroup("tp-panel");
        if (data.Region > 0)
        {
            panel.Region(data.Region, RegionKey.Text(data.Region));
        }

        double y = panel.Top;
        foreach (Row row in rows.SkipLast(1))
        {
            y += row.Height;
            svg.Line(Margin, y, Width - Margin, y, "tp-grid");
        }

        panel.HorizontalTicks();
        if (rows.Length >= ManyRows)
        {
            panel.HorizontalLabels(panel.Top - 9);
        }

        panel.Zero();
        panel.Frame();
        DirectionWords.Draw(svg, panel.X(0), panel.Bottom + 36);
        double centre = (panel.Left + panel.Right) / 2;
        svg.Text(centre, panel.Bottom + 57, TextFit.ShortenAround(data.AxisName, centre, Width, 12), "tp-soft", 12, TextAnchor.Middle);
        svg.EndGroup();
    }

    private static void Draw(SvgWriter svg, ChartPanel panel, Row row, Columns columns, double top)
    {
        double middle = top + row.Height / 2;
        svg.BeginGroup("tp-row", row.Tooltip);
        double y = middle - (row.Names.Count * NameLine + row.Details.Count * DetailsLine) / 2;
        foreach (string name in row.Names)
        {
            y += NameLine;
            svg.Text(columns.Left - Gap, y - 4, name, "", NameSize, TextAnchor.End);
        }

        foreach (string line in row.Details)
        {
            y += DetailsLine;
            svg.Text(columns.Left - Gap, y - 3, line, "tp-soft", DetailsSize, TextAnchor.End);
        }

        EffectMark.Draw(svg, panel, middle, row.Effect, row.Look, Radius);
        svg.Text(columns.Numbers, middle + NumberSize * 0.35, row.Numbers, row.Effect.HasMean ? "tp-even" : "tp-soft", NumberSize, TextAnchor.End);
        if (row.Verdict.Count > 0)
        {
            Marker.Draw(svg, row.Look.Shape, columns.Verdict + Radius, middle, row.Look.Colour, Radius);
            y = middle - row.Verdict.Count * NameLine / 2;
            foreach (string line in row.Verdict)
            {
                y += NameLine;
                svg.Text(columns.Verdict + MarkRoom, y - 4, line, $"tp-f{row.Look.Colour} tp-bold", NumberSize);
            }
        }

        svg.EndGroup();
    }

    private static Row[] Rows(ForestPlotData data, Effect[] effects)
    {
        IReadOnlyDictionary<string, MarkerLook> looks = VerdictLooks.Of(data.Rows.Select(row => row.Verdict));
        return
        [
            .. data.Rows.Zip(effects, (row, effect) => new Row(
                TextFit.WrapShort(row.Name, Columns.NameRoom, NameSize),
                row.Details.Length == 0 ? [] : TextFit.WrapShort(row.Details, Columns.NameRoom, DetailsSize),
                row.Verdict.Length == 0 ? [] : TextFit.WrapShort(row.Verdict, Columns.VerdictRoom, NumberSize, bold: true),
                effect,
                looks[row.Verdict],
                $"{row.Name}: {effect.Text()}{(row.Verdict.Length == 0 ? "" : $", {row.Verdict}")}{(row.Details.Length == 0 ? "" : $" ({row.Details})")}")),
        ];
    }

    private static IEnumerable<LegendEntry> Legend(double region, bool isCut)
    {
        if (region > 0)
        {
            yield return RegionKey.Entry(region);
        }

        if (isCut)
        {
            yield return EffectMark.CutKey;
        }
    }

    private static string Describe(ForestPlotData data, Effect[] effects)
    {
        string counts = string.Join(", ", data.Rows.CountBy(row => row.Verdict).Where(pair => pair.Key.Length > 0)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} × {pair.Key}")));
        return $"Forest plot of {data.AxisName}. {(counts.Length == 0 ? "" : counts + ". ")}{data.Subtitle} "
            + string.Join("; ", data.Rows.Zip(effects, (row, effect) => $"{row.Name} {effect.Text()}")) + ".";
    }

    private sealed record Row(
        IReadOnlyList<string> Names, IReadOnlyList<string> Details, IReadOnlyList<string> Verdict, Effect Effect, MarkerLook Look, string Tooltip)
    {
        public string Numbers => Effect.Text();

        public double Height => Math.Max(Names.Count * NameLine + Details.Count * DetailsLine, Verdict.Count * NameLine) + 9;
    }

    /// <summary>Edges of the columns, from left to right: names, the panel, the numbers' end, the verdicts' beginning.</summary>
    private sealed record Columns(double Left, double Right, double Numbers, double Verdict)
    {
        public const double NameRoom = 270;
        public const double VerdictRoom = 118;

        public static Columns Around(Row[] rows)
        {
            double names = rows.Max(row => Math.Max(
                row.Names.Max(line => TextFit.Width(line, NameSize)),
                row.Details.Select(line => TextFit.Width(line, DetailsSize)).DefaultIfEmpty(0).Max()));
            double numbers = rows.Max(row => Math.Max(TextFit.Width(row.Numbers, NumberSize), TextFit.Width("mean [low, high]", DetailsSize)));
            double verdicts = rows.Max(row => row.Verdict.Select(line => MarkRoom + TextFit.Width(line, NumberSize, bold: true)).DefaultIfEmpty(0).Max());
            double verdict = Width - Margin - verdicts;
            double end = verdict - (verdicts > 0 ? Gap + 2 : 0);
            return new Columns(Margin + names + Gap, end - numbers - Gap, end, verdict);
        }
    }
}
