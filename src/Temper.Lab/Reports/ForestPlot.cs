using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// The forest plot: one row per change, with its mean effect as a point and its interval as a bar or a whisker around a common
/// zero line. Name, verdict and numbers stand together on the left, and the picture is narrow enough for a phone: nobody has to
/// scroll sideways for a verdict. The region of effects too small to matter is a faint band.
/// </summary>
public static class ForestPlot
{
    private const double Width = 560;
    private const double Margin = 16;
    private const double Gap = 16;
    private const double NameSize = 13;
    private const double NameLine = 17;
    private const double DetailsSize = 11;
    private const double DetailsLine = 14;
    private const double NumberSize = 12.5;
    private const double MarkRoom = 20;
    private const double Radius = 5;

    /// <summary>Room that "→ helps" needs beside a zero line at the right edge.</summary>
    private const double DirectionRoom = 56;

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
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A forest plot needs at least one row and a region of 0 or more, "
                    + $"received {data.Rows.Count} rows and a region of {data.Region}."),
                nameof(data));
        }

        Effect[] effects =
        [
            .. data.Rows.Select(
                row =>
                    new Effect(row.Mean, row.Low, row.High) { Line = row.Line, Score = data.Score }.Checked(
                        $"Row \"{row.Name}\" of the forest plot")),
        ];
        var axis = Axis.Effects(effects, data.Region);
        Row[] rows = Rows(data, effects);
        Columns columns = Columns.Around(rows, axis);
        rows = [.. rows.Select(row => row with { IsStacked = columns.IsStacked })];
        bool isCut = effects.Any(effect => EffectMark.IsCut(axis, effect));
        var heading = new TitleBlock(data.Title, data.Subtitle, Width - 2 * Margin);
        var legend = new PictureLegend(Legend(data.Region, effects.Any(effect => effect.Line.HasValue), isCut), Width - 2 * Margin);
        double top = heading.Height + legend.Height + 30;
        double height = rows.Sum(row => row.Height);
        var svg = new SvgWriter(Width, top + height + 72, data.Title, Describe(data, effects));
        heading.Draw(svg, Width / 2);
        legend.Draw(svg, Width / 2, heading.Height + 2);
        var panel = new ChartPanel(svg, columns.Left, top, columns.Right - columns.Left, height, axis, new Axis(0, 1, []));
        Ground(svg, panel, data, rows);
        svg.Text(
            columns.Text, top - 9, effects.Any(effect => effect.HasInterval) ? "mean [low, high]" : "mean", "tp-soft", DetailsSize, TextAnchor.End);
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
        svg.Text(Width / 2, panel.Bottom + 57, TextFit.ShortenAround(data.AxisName, Width / 2, Width, 12), "tp-soft", 12, TextAnchor.Middle);
        svg.EndGroup();
    }

    private static void Draw(SvgWriter svg, ChartPanel panel, Row row, Columns columns, double top)
    {
        double middle = top + row.Height / 2;
        svg.BeginGroup("tp-row", row.Tooltip);
        EffectMark.Draw(svg, panel, middle, row.Effect, row.Look, Radius);
        double y = top + (row.Height - row.TextHeight) / 2;
        foreach (string name in row.Names)
        {
            y += NameLine;
            svg.Text(Margin, y - 4, name, "", NameSize);
        }

        if (row.IsStacked || row.Verdict.Count == 0)
        {
            y += NameLine;
            Numbers(svg, row, Margin, y - 4, TextAnchor.Start);
        }
        else
        {
            Numbers(svg, row, columns.Text, y + NameLine - 4, TextAnchor.End);
        }

        for (int line = 0; line < row.Verdict.Count; line++)
        {
            y += NameLine;
            svg.Text(Margin + MarkRoom, y - 4, row.Verdict[line], $"tp-f{row.Look.Colour} tp-bold", NumberSize);
        }

        foreach (string line in row.Details)
        {
            y += DetailsLine;
            svg.Text(Margin, y - 3, line, "tp-soft", DetailsSize);
        }

        if (row.Verdict.Count > 0)
        {
            Marker.Draw(
                svg,
                row.Look.Shape,
                Margin + Radius,
                y - row.Details.Count * DetailsLine - (row.Verdict.Count - 0.5) * NameLine,
                row.Look.Colour,
                Radius);
        }

        svg.EndGroup();
    }

    private static void Numbers(SvgWriter svg, Row row, double x, double y, TextAnchor anchor) =>
        svg.Text(x, y, row.Numbers, row.Effect.HasMean ? "tp-even" : "tp-soft", NumberSize, anchor);

    private static Row[] Rows(ForestPlotData data, Effect[] effects)
    {
        IReadOnlyDictionary<string, MarkerLook> looks = VerdictLooks.Of(data.Rows.Select(row => row.Verdict));
        return
        [
            .. data.Rows.Zip(effects, (row, effect) => new Row(
                TextFit.WrapShort(row.Name, Columns.NameRoom, NameSize, most: 4),
                row.Details.Length == 0 ? [] : TextFit.WrapShort(row.Details, Columns.NameRoom, DetailsSize),
                row.Verdict.Length == 0 ? [] : TextFit.WrapShort(row.Verdict, Columns.VerdictRoom, NumberSize, bold: true),
                effect,
                looks[row.Verdict],
                $"{row.Name}: {effect.Text()}"
                + $"{(row.Verdict.Length == 0 ? "" : $", {row.Verdict}")}{(row.Details.Length == 0 ? "" : $" ({row.Details})")}")),
        ];
    }

    private static IEnumerable<LegendEntry> Legend(double region, bool hasBars, bool isCut)
    {
        if (hasBars)
        {
            yield return EffectMark.BarKey;
            yield return EffectMark.LineKey;
        }

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

        /// <summary>Whether the numbers stand above the verdict, because there is no room beside it.</summary>
        public bool IsStacked { get; init; }

        public double TextHeight =>
            (Names.Count + Math.Max(Verdict.Count, 1) + (IsStacked && Verdict.Count > 0 ? 1 : 0)) * NameLine + Details.Count * DetailsLine;

        public double Height => TextHeight + 11;
    }

    /// <summary>Edges of the columns: where the texts end, and the panel.</summary>
    private sealed record Columns(double Text, double Left, double Right, bool IsStacked)
    {
        public const double NameRoom = 250;
        public const double VerdictRoom = 118;

        public static Columns Around(Row[] rows, Axis axis)
        {
            double names = rows.Max(row => Math.Max(
                row.Names.Max(line => TextFit.Width(line, NameSize)),
                row.Details.Select(line => TextFit.Width(line, DetailsSize)).DefaultIfEmpty(0).Max()));
            double numbers = rows.Max(row => Math.Max(TextFit.Width(row.Numbers, NumberSize), TextFit.Width("mean [low, high]", DetailsSize)));
            double verdicts = rows
                .SelectMany(row => row.Verdict)
                .Select(line => MarkRoom + TextFit.Width(line, NumberSize, bold: true))
                .DefaultIfEmpty(0)
                .Max();
            bool isStacked = verdicts + Gap + numbers > NameRoom;
            double text = Margin + Math.Max(names, isStacked ? Math.Max(verdicts, numbers) : verdicts + Gap + numbers);
            double right = Width - Margin;
            double zero = axis.Place(0, text + Gap, right);
            return new Columns(text, text + Gap, zero > right - DirectionRoom ? right - DirectionRoom : right, isStacked);
        }
    }
}
