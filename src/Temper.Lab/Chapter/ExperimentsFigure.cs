using System.Globalization;
using Temper.Lab.Reports;

namespace Temper.Lab.Chapter;

/// <summary>
/// All experiments at a glance: a panel for each way of training, a row for each experiment, a dot for each seed and, where there are several,
/// the mean with its interval. Every row has its figures beside it, and all panels share an axis.
/// </summary>
public static class ExperimentsFigure
{
    private const double Width = 560;
    private const double Margin = 16;
    private const double Gap = 12;
    private const double NameRoom = 150;
    private const double NameSize = 13;
    private const double NameLine = 16;
    private const double NoteSize = 11;
    private const double NoteLine = 14;
    private const double HeadingSize = 13.5;
    private const double HeadingLine = 18;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The experiments.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There is no panel, or one without rows.</exception>
    public static string Render(ExperimentsFigureData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Groups.Count == 0 || data.Groups.Any(group => group.Rows.Count == 0))
        {
            throw new ArgumentException("The picture of the experiments needs at least one panel and a row in each.", nameof(data));
        }

        var all = data.Groups.SelectMany(group => group.Rows).ToList();
        var axis = Axis.Around(
            all.SelectMany(row => row.Values.Concat(row.Effect.Values))
                .Concat(data.Groups.Select(group => group.Reference?.Value ?? double.NaN)),
            ceiling: 100);
        double names = all.Max(row => Math.Max(
            TextFit.WrapShort(row.Name, NameRoom, NameSize).Max(line => TextFit.Width(line, NameSize)),
            TextFit.Width(TextFit.Shorten(row.Note, NameRoom, NoteSize), NoteSize)));
        double labels = all.Max(row => Math.Max(TextFit.Width(Figure(row), NameSize, bold: true), TextFit.Width(row.Label, NoteSize)));
        var heading = new TitleBlock(data.Title, data.Subtitle, Width - 2 * Margin);
        var legend = new PictureLegend(Legend(data), Width - 2 * Margin);
        double top = heading.Height + legend.Height;
        double[] heights = [.. data.Groups.Select(group => Height(group))];
        var svg = new SvgWriter(Width, top + heights.Sum() + 14, data.Title, Describe(data));
        heading.Draw(svg, Width / 2);
        legend.Draw(svg, Width / 2, heading.Height + 2);
        for (int index = 0; index < data.Groups.Count; index++)
        {
            var group = data.Groups[index];
            double panelTop = top + Above(group);
            var panel = new ChartPanel(
                svg, Margin + names + Gap, panelTop, Width - 2 * Margin - names - labels - 2 * Gap, group.Rows.Sum(RowHeight), axis,
                new Axis(0, 1, []));
            Draw(svg, panel, group);
            if (index == data.Groups.Count - 1)
            {
                svg.Text(Width / 2, panel.Bottom + 37, "test accuracy (%); the axis does not begin at 0", "tp-soft", NoteSize, TextAnchor.Middle);
            }

            top += heights[index];
        }

        return svg.Finish();
    }

    /// <summary>Room above a panel: its heading, and the words of its reference.</summary>
    private static double Above(ExperimentsFigureData.Group group) =>
        16 + HeadingLine * Headings(group).Count + (group.Reference is null ? 0 : 16);

    private static double Height(ExperimentsFigureData.Group group) => Above(group) + group.Rows.Sum(RowHeight) + 32;

    private static IReadOnlyList<string> Headings(ExperimentsFigureData.Group group) =>
        TextFit.Wrap(group.Heading, Width - 2 * Margin, HeadingSize, bold: true);

    private static double RowHeight(ExperimentsFigureData.Row row) =>
        Math.Max(TextFit.WrapShort(row.Name, NameRoom, NameSize).Count * NameLine + (row.Note.Length > 0 ? NoteLine : 0), 2 * NameLine) + 8;

    private static void Draw(SvgWriter svg, ChartPanel panel, ExperimentsFigureData.Group group)
    {
        svg.BeginGroup("tp-panel", group.Heading);
        var headings = Headings(group);
        double y = panel.Top - (group.Reference is null ? 8 : 24) - (headings.Count - 1) * HeadingLine;
        foreach (string line in headings)
        {
            svg.Text(Margin, y, line, "tp-bold", HeadingSize);
            y += HeadingLine;
        }

        panel.HorizontalTicks();
        if (group.Baseline >= 0 && group.Rows[group.Baseline].Effect.HasMean)
        {
            double x = panel.X(group.Rows[group.Baseline].Mean);
            svg.Line(x, panel.Top, x, panel.Bottom, "tp-line tp-thin tp-dots tp-ssoft");
        }

        if (group.Reference is { } reference)
        {
            double x = panel.X(reference.Value);
            double half = TextFit.Width(reference.Text, NoteSize) / 2;
            svg.Line(x, panel.Top, x, panel.Bottom, "tp-mark");
            svg.Text(
                Math.Clamp(x, Margin + half, Math.Max(Margin + half, Width - Margin - half)),
                panel.Top - 6,
                reference.Text,
                "tp-bad",
                NoteSize,
                TextAnchor.Middle);
        }

        panel.Frame();
        svg.EndGroup();
        double top = panel.Top;
        for (int index = 0; index < group.Rows.Count; index++)
        {
            Draw(svg, panel, group.Rows[index], top, index == group.Baseline);
            top += RowHeight(group.Rows[index]);
        }
    }

    private static void Draw(SvgWriter svg, ChartPanel panel, ExperimentsFigureData.Row row, double top, bool isBaseline)
    {
        double middle = top + RowHeight(row) / 2;
        var names = TextFit.WrapShort(row.Name, NameRoom, NameSize);
        svg.BeginGroup(
            "tp-row", $"{row.Name}: {Figure(row)}{(row.Label.Length == 0 ? "" : $", {row.Label}")}{(row.Note.Length == 0 ? "" : $" ({row.Note})")}");
        double y = middle - (names.Count * NameLine + (row.Note.Length > 0 ? NoteLine : 0)) / 2;
        foreach (string line in names)
        {
            y += NameLine;
            svg.Text(panel.Left - Gap, y - 3, line, "", NameSize, TextAnchor.End);
        }

        if (row.Note.Length > 0)
        {
            svg.Text(panel.Left - Gap, y + NoteLine - 3, TextFit.Shorten(row.Note, NameRoom, NoteSize), "tp-soft", NoteSize, TextAnchor.End);
        }

        string colour = isBaseline ? "soft" : "0";
        double[] values = [.. row.Values.Where(double.IsFinite)];
        foreach (double value in values)
        {
            Marker.Draw(svg, MarkerShape.Circle, panel.X(value), values.Length > 1 ? middle - 7 : middle, colour, values.Length > 1 ? 3.2 : 5);
        }

        if (values.Length > 1)
        {
            EffectMark.Draw(svg, panel, middle + 7, row.Effect, new MarkerLook(MarkerShape.Diamond, colour), 5);
        }

        svg.Text(panel.Right + Gap, middle - 1, Figure(row), "tp-bold tp-even", NameSize);
        svg.Text(panel.Right + Gap, middle + 13, row.Label, "tp-soft", NoteSize);
        svg.EndGroup();
    }

    private static string Figure(ExperimentsFigureData.Row row) =>
        row.Effect.HasMean ? string.Create(CultureInfo.InvariantCulture, $"{row.Mean:F2}%") : "no value";

    private static IEnumerable<LegendEntry> Legend(ExperimentsFigureData data)
    {
        var rows = data.Groups.SelectMany(group => group.Rows).ToList();
        if (rows.Any(row => row.Values.Count > 1))
        {
            yield return new LegendEntry(
                "a seed", (svg, x, y) => Marker.Draw(svg, MarkerShape.Circle, x + PictureLegend.SampleWidth - 6, y, "0", 3.2));
            yield return new LegendEntry(rows.Any(row => !double.IsNaN(row.Low)) ? "mean with 95% interval" : "mean", (svg, x, y) =>
            {
                svg.Line(x, y, x + PictureLegend.SampleWidth, y, "tp-whisker tp-s0");
                Marker.Draw(svg, MarkerShape.Diamond, x + PictureLegend.SampleWidth / 2, y, "0", 5);
            });
        }

        if (data.Groups.Any(group => group.Baseline >= 0 && group.Rows.Count > 1))
        {
            yield return new LegendEntry("the baseline", (svg, x, y) =>
                svg.Line(x + PictureLegend.SampleWidth / 2, y - 8, x + PictureLegend.SampleWidth / 2, y + 8, "tp-line tp-thin tp-dots tp-ssoft"));
        }
    }

    private static string Describe(ExperimentsFigureData data) =>
        $"Test accuracy of each experiment. {data.Subtitle} " + string.Join("; ", data.Groups.Select(group =>
            $"{group.Heading}: {string.Join(", ", group.Rows.Select(row => $"{row.Name} {Figure(row)}"))}")) + ".";
}
