using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// Learning curves of many runs: one panel per arm, with the same axes where their lengths are alike. Lines are means over the runs, bands hold
/// the middle of the runs, and a dotted line repeats the first arm's validation in the other panels.
/// </summary>
public static class LearningBands
{
    private const int Train = 0;
    private const int Valid = 1;
    private const double Below = 46;
    private const double NameSize = 13;
    private const double NameLine = 16;
    private const double NoteSize = 11;

    /// <summary>
    /// Where one arm trains so many times as long as another, each panel has its own axis of epochs: the short one would be a stub.
    /// </summary>
    private const int FarLonger = 4;

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
        int epochs = arms.Max(arm => arm.Epochs);
        bool isShared = epochs <= FarLonger * arms.Select(arm => arm.Epochs).Where(length => length > 0).DefaultIfEmpty(epochs).Min();
        var grid = new PanelGrid(arms.Length, atMost: 4, labels: 66, gap: 16);
        var y = Axis.Around(
            arms.SelectMany(arm => new[] { arm.Train, arm.Valid }).SelectMany(spread => spread.Mean.Concat(spread.Low).Concat(spread.High)),
            floor: 0,
            ceiling: data.Score.Unit == "%" ? 100 : double.PositiveInfinity,
            ticks: 6);
        IReadOnlyList<string>[] names = [.. arms.Select(arm => TextFit.WrapShort(arm.Name, grid.PanelWidth, NameSize, bold: true, most: 4))];
        double frameHeight = grid.PanelWidth > 250 ? 185 : 150;
        var heading = new TitleBlock(data.Title, data.Subtitle, grid.TextRoom);
        var legend = new PictureLegend(Legend(arms), grid.TextRoom);
        (double[] tops, double end) = grid.Rows(
            heading.Height + legend.Height,
            [.. names.Select(lines => 32 + lines.Count * NameLine)],
            frameHeight,
            [.. names.Select(_ => Below)]);
        var svg = new SvgWriter(grid.Width, end, data.Title, Describe(data, arms, epochs, isShared));
        heading.Draw(svg, grid.Width / 2);
        legend.Draw(svg, grid.Width / 2, heading.Height + 2);
        for (int index = 0; index < arms.Length; index++)
        {
            var panel = new ChartPanel(
                svg,
                grid.Left(index),
                tops[index],
                grid.PanelWidth,
                frameHeight,
                Axis.Epochs(isShared ? epochs : arms[index].Epochs, ticks: (int)(grid.PanelWidth / 40)),
                y);
            svg.BeginGroup("tp-panel", arms[index].Name);
            panel.VerticalTicks(grid.IsFirst(index));
            panel.HorizontalTicks();
            panel.Frame();
            if (grid.IsFirst(index))
            {
                panel.VerticalName(data.Score.Title);
            }

            Texts(svg, panel, names[index], arms[index].Lengths);
            Curves(panel, arms[index], index == 0 ? null : arms[0], isShared ? epochs : arms[index].Epochs);
            svg.EndGroup();
        }

        return svg.Finish();
    }

    private static void Texts(SvgWriter svg, ChartPanel panel, IReadOnlyList<string> name, string lengths)
    {
        double centre = (panel.Left + panel.Right) / 2;
        for (int line = 0; line < name.Count; line++)
        {
            svg.Text(centre, panel.Top - 24 - (name.Count - 1 - line) * NameLine, name[line], "tp-bold", NameSize, TextAnchor.Middle);
        }

        svg.Text(centre, panel.Top - 9, TextFit.Shorten(lengths, panel.Right - panel.Left, NoteSize), "tp-soft", NoteSize, TextAnchor.Middle);
        svg.Text(centre, panel.Bottom + 34, "epoch", "tp-soft", NoteSize, TextAnchor.Middle);
    }

    private static void Curves(ChartPanel panel, Arm arm, Arm? first, int epochs)
    {
        if (!HasValues(arm.Train) && !HasValues(arm.Valid))
        {
            panel.Message(arm.Runs == 0 ? "no runs yet" : "no finite values");
            return;
        }

        (string Name, RunSpread Spread, int Colour)[] parts =
        [
            .. new[] { ("train", arm.Train, Train), ("valid", arm.Valid, Valid) }.Where(part => HasValues(part.Item2)),
        ];
        foreach ((string name, RunSpread spread, int colour) in parts)
        {
            panel.Band(spread.Low, spread.High, colour, $"{arm.Name}: {name}, 10% to 90% of the runs");
        }

        if (first is not null && HasValues(first.Valid))
        {
            panel.Curve(
                new ChartSeries(ReferenceName(first), [.. first.Valid.Mean.Take(epochs)], 0) { Style = "tp-line tp-thin tp-dots tp-ssoft" },
                markerLimit: 0);
        }

        foreach ((string name, RunSpread spread, int colour) in parts)
        {
            int kept = spread.Kept;
            panel.Curve(new ChartSeries($"{arm.Name}: {name}, mean", [.. spread.Mean.Take(kept)], colour), markerLimit: 0);
            if (kept < spread.Mean.Count)
            {
                // Begins at the last epoch of the line before, so that the two are one.
                double[] few = [.. spread.Mean.Select((value, epoch) => epoch < kept - 1 ? double.NaN : value)];
                panel.Curve(
                    new ChartSeries(
                        $"{arm.Name}: {name}, mean of fewer than half of the runs", few, colour) { Style = $"tp-line tp-thin tp-dash tp-s{colour}" },
                    markerLimit: 0);
            }

            panel.Point(kept - 1, kept == 0 ? double.NaN : spread.Mean[kept - 1], colour);
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
            Marker.Draw(svg, Marker.OfLine(colour), x + PictureLegend.SampleWidth - 4, y, colour.ToString(CultureInfo.InvariantCulture));
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
        return string.Create(
            CultureInfo.InvariantCulture, $"{lengths.Length} run{(lengths.Length == 1 ? "" : "s")}, {span} epoch{(lengths.Max() == 1 ? "" : "s")}");
    }

    private static string Describe(LearningBandsData data, Arm[] arms, int epochs, bool isShared)
    {
        var axes = isShared
            ? "the same axes in all"
            : $"the same axis of {data.Score.Name} in all, and an axis of epochs as long as its arm trains in each";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{char.ToUpperInvariant(data.Score.Name[0])}{data.Score.Name[1..]} by epoch over {epochs} epochs, {arms.Length} arms, "
            + $"one panel each, {axes}. "
            + $"Lines are means over the runs that reached the epoch, bands hold 10% to 90% of these runs. {data.Subtitle}");
    }

    private sealed record Arm(string Name, RunSpread Train, RunSpread Valid, int Runs, string Lengths)
    {
        public int Epochs => Math.Max(Train.Mean.Count, Valid.Mean.Count);
    }
}
