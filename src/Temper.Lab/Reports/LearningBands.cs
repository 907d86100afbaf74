using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// Learning curves of many runs: one panel per arm, all with the same axes. Lines are means over the runs, bands hold
/// the middle of the runs, and a dotted line repeats the first arm's validation in the other panels.
/// </summary>
public static class LearningBands
{
    private const int Train = 0;
    private const int Valid = 1;
    private const double FrameHeight = 150;
    private const double RowHeight = FrameHeight + 86;
    private const double NameSize = 13;
    private const double NoteSize = 11;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The curves.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There are no arms.</exception>
    public static string Render(LearningBandsData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Arms.Count == 0)
        {
            throw new ArgumentException("A picture of learning curves needs at least one arm, received none.", nameof(data));
        }

        Arm[] arms = [.. data.Arms.Select(arm => new Arm(arm.Name, RunSpread.Of(arm.Train), RunSpread.Of(arm.Valid), Runs(arm), Lengths(arm)))];
        int epochs = arms.Max(arm => Math.Max(arm.Train.Mean.Count, arm.Valid.Mean.Count));
        var grid = new PanelGrid(arms.Length, atMost: 4, labels: 66, gap: 16);
        var x = Axis.Epochs(epochs, ticks: (int)(grid.PanelWidth / 40));
        var y = Axis.Around(arms.SelectMany(arm => new[] { arm.Train, arm.Valid }).SelectMany(spread => spread.Mean.Concat(spread.Low).Concat(spread.High)), floor: 0, ceiling: 100, ticks: 4);
        var heading = new TitleBlock(data.Title, data.Subtitle, grid.TextRoom);
        var legend = new PictureLegend(Legend(arms), grid.TextRoom);
        double top = heading.Height + legend.Height + 44;
        var svg = new SvgWriter(grid.Width, top + grid.Rows * RowHeight - 40, data.Title, Describe(data, arms, epochs));
        heading.Draw(svg, grid.Width / 2);
        legend.Draw(svg, grid.Width / 2, heading.Height + 2);
        for (int index = 0; index < arms.Length; index++)
        {
            var panel = new ChartPanel(svg, grid.Left(index), top + grid.Row(index) * RowHeight, grid.PanelWidth, FrameHeight, x, y);
            svg.BeginGroup("tp-panel", arms[index].Name);
            panel.VerticalTicks(grid.IsFirst(index));
            panel.HorizontalTicks();
            panel.Frame();
            if (grid.IsFirst(index))
            {
                panel.VerticalName("accuracy (%)");
            }

            double centre = (panel.Left + panel.Right) / 2;
            svg.Text(centre, panel.Top - 24, TextFit.Shorten(arms[index].Name, grid.PanelWidth, NameSize, bold: true), "tp-bold", NameSize, TextAnchor.Middle);
            svg.Text(centre, panel.Top - 9, TextFit.Shorten(arms[index].Lengths, grid.PanelWidth, NoteSize), "tp-soft", NoteSize, TextAnchor.Middle);
            svg.Text(centre, panel.Bottom + 34, "epoch", "tp-soft", NoteSize, TextAnchor.Middle);
            Curves(panel, arms[index], index == 0 ? null : arms[0]);
            svg.EndGroup();
        }

        return svg.Finish();
    }

    private static void Curves(ChartPanel panel, Arm arm, Arm? first)
    {
        if (arm.Train.Mean.Concat(arm.Valid.Mean).All(double.IsNaN))
        {
            panel.Message(arm.Runs == 0 ? "no runs yet" : "no finite values");
            return;
        }

        (string Name, RunSpread Spread, int Colour)[] both = [("train", arm.Train, Train), ("valid", arm.Valid, Valid)];
        foreach ((string name, RunSpread spread, int colour) in both)
        {
            panel.Band(spread.Low, spread.High, colour, $"{arm.Name}: {name}, 10% to 90% of the runs");
        }

        if (first is not null && HasValues(first.Valid))
        {
            panel.Curve(new ChartSeries(ReferenceName(first), first.Valid.Mean, 0) { Style = "tp-line tp-thin tp-dots tp-ssoft" }, markerLimit: 0);
        }

        foreach ((string name, RunSpread spread, int colour) in both.Where(part => HasValues(part.Spread)))
        {
            int kept = spread.Kept;
            panel.Curve(new ChartSeries($"{arm.Name}: {name}, mean", [.. spread.Mean.Take(kept)], colour), markerLimit: 0);
            if (kept < spread.Mean.Count)
            {
                // Begins at the last epoch of the line before, so that the two are one.
                double[] few = [.. spread.Mean.Select((value, epoch) => epoch < kept - 1 ? double.NaN : value)];
                panel.Curve(new ChartSeries($"{arm.Name}: {name}, mean of fewer than half of the runs", few, colour) { Style = $"tp-line tp-thin tp-dash tp-s{colour}" }, markerLimit: 0);
            }

            panel.Point(kept - 1, spread.Mean[kept - 1], colour);
        }
    }

    private static IEnumerable<LegendEntry> Legend(Arm[] arms)
    {
        yield return Line("train, mean of the runs", "tp-line tp-s0", Train);
        bool hasValid = arms.Any(arm => HasValues(arm.Valid));
        if (hasValid)
        {
            yield return Line("valid, mean of the runs", "tp-line tp-s1", Valid);
        }

        yield return new LegendEntry("band: 10% to 90% of the runs", (svg, x, y) =>
        {
            svg.Rectangle(x, y - (hasValid ? 7 : 5), PictureLegend.SampleWidth, hasValid ? 7 : 10, "tp-band tp-f0");
            if (hasValid)
            {
                svg.Rectangle(x, y, PictureLegend.SampleWidth, 7, "tp-band tp-f1");
            }
        });
        if (arms.Any(arm => arm.Train.Kept < arm.Train.Mean.Count || arm.Valid.Kept < arm.Valid.Mean.Count))
        {
            yield return Line("dashed: fewer than half of the runs still train", "tp-line tp-thin tp-dash tp-ssoft");
        }

        if (arms.Length > 1 && HasValues(arms[0].Valid))
        {
            yield return Line($"dotted: {ReferenceName(arms[0])}", "tp-line tp-thin tp-dots tp-ssoft");
        }
    }

    private static LegendEntry Line(string text, string style, int? marker = null) => new(text, (svg, x, y) =>
    {
        svg.Line(x, y, x + PictureLegend.SampleWidth, y, style);
        if (marker is { } colour)
        {
            Marker.Draw(svg, Marker.OfLine(colour), x + PictureLegend.SampleWidth, y, colour.ToString(CultureInfo.InvariantCulture));
        }
    });

    private static string ReferenceName(Arm first) => $"valid of {first.Name}";

    private static bool HasValues(RunSpread spread) => spread.Mean.Any(double.IsFinite);

    private static int Runs(ArmCurves arm) => Math.Max(arm.Train.Count, arm.Valid.Count);

    private static string Lengths(ArmCurves arm)
    {
        int[] lengths = [.. (arm.Train.Count >= arm.Valid.Count ? arm.Train : arm.Valid).Select(run => run.Count)];
        if (lengths.Length == 0)
        {
            return "no runs";
        }

        string span = lengths.Min() == lengths.Max() ? $"{lengths.Max()}" : $"{lengths.Min()} to {lengths.Max()}";
        return string.Create(CultureInfo.InvariantCulture, $"{lengths.Length} run{(lengths.Length == 1 ? "" : "s")}, {span} epoch{(lengths.Max() == 1 ? "" : "s")}");
    }

    private static string Describe(LearningBandsData data, Arm[] arms, int epochs) => string.Create(
        CultureInfo.InvariantCulture,
        $"Accuracy by epoch over {epochs} epochs, {arms.Length} arms, one panel each, the same axes in all. Lines are means over the runs that reached the epoch, bands hold 10% to 90% of these runs. {data.Subtitle}");

    private sealed record Arm(string Name, RunSpread Train, RunSpread Valid, int Runs, string Lengths);
}
