using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>Several runs in one picture: mean training loss per epoch on the left, validation score on the right, a line for each run.</summary>
public static class ComparisonFigure
{
    /// <summary>The most runs of a picture: so many lines can be told apart.</summary>
    public const int MostRuns = 2 * SvgStyle.LineColours;

    private const double Width = 1000;
    private const double FrameHeight = 260;
    private const double Margin = 24;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="title">Title above both panels.</param>
    /// <param name="runs">The runs, at least one and at most <see cref="MostRuns"/>.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There are none, or more.</exception>
    public static string Render(string title, IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count is 0 or > MostRuns)
        {
            throw new ArgumentException($"A picture of runs takes 1 to {MostRuns} of them, received {runs.Count}.", nameof(runs));
        }

        ChartSeries[] losses = [.. runs.Select((run, i) => Series(run.Label, run.Loss, i))];
        ChartSeries[] scores = [.. runs.Select((run, i) => Series(run.Label, run.Valid, i)).Where(series => series.Values.Count > 0)];
        int epochs = losses.Concat(scores).Max(series => series.Values.Count);
        var heading = new TitleBlock(title, string.Join(", ", runs.Select(run => run.Dataset).Distinct()), Width - 2 * Margin);
        var legend = new PictureLegend(runs.Select((run, i) => Entry(run, losses[i])), Width - 2 * Margin);
        double top = heading.Height + legend.Height + 34;
        var svg = new SvgWriter(Width, top + FrameHeight + 48, title, Describe(runs, epochs));
        heading.Draw(svg, Width / 2);
        legend.Draw(svg, Width / 2, heading.Height + 2);
        Axis x = Axis.Epochs(epochs);
        Panel(
            svg,
            new ChartPanel(svg, 78, top, 398, FrameHeight, x, Axis.Around(losses.SelectMany(series => series.Values), floor: 0)),
            "Training loss",
            "loss",
            losses,
            "no finite values");
        Panel(
            svg,
            new ChartPanel(
                svg,
                572,
                top,
                404,
                FrameHeight,
                x,
                Axis.Around(
                    scores.SelectMany(series => series.Values),
                    floor: 0,
                    ceiling: runs.All(run => run.Score.Unit == "%") ? 100 : double.PositiveInfinity)),
            $"Validation {Names(runs)}",
            string.Join("; ", runs.Select(run => run.Score.Title).Distinct()),
            scores,
            "no validation split");
        return svg.Finish();
    }

    /// <summary>A line for each: four colours with their markers, and the same again dashed.</summary>
    private static ChartSeries Series(string name, IReadOnlyList<double> values, int place) =>
        new(name, values, place % SvgStyle.LineColours, IsDashed: place >= SvgStyle.LineColours);

    private static LegendEntry Entry(ComparedRun run, ChartSeries series) => new(Words(run), (svg, x, y) =>
    {
        svg.Line(x, y, x + PictureLegend.SampleWidth, y, $"tp-line tp-s{series.Colour}{(series.IsDashed ? " tp-dash" : "")}");
        Marker.Draw(svg, Marker.OfLine(series.Colour), x + PictureLegend.SampleWidth / 2, y, series.Colour.ToString(CultureInfo.InvariantCulture));
    });

    private static string Words(ComparedRun run)
    {
        var diverged = run.FailedStep is { } step ? string.Create(CultureInfo.InvariantCulture, $", diverged at step {step}") : "";
        return $"{run.Label}, seed {run.Seed.ToString(CultureInfo.InvariantCulture)}{diverged}";
    }

    private static void Panel(SvgWriter svg, ChartPanel panel, string title, string yName, IReadOnlyList<ChartSeries> curves, string nothing)
    {
        svg.BeginGroup("tp-panel", title);
        panel.Axes("epoch", yName);
        svg.Text((panel.Left + panel.Right) / 2, panel.Top - 12, title, "tp-bold", 14.5, TextAnchor.Middle);
        foreach (ChartSeries curve in curves)
        {
            panel.Curve(curve);
        }

        if (!curves.SelectMany(curve => curve.Values).Any(double.IsFinite))
        {
            panel.Message(nothing);
        }

        svg.EndGroup();
    }

    /// <summary>What is scored; of runs of several tasks all of it.</summary>
    internal static string Names(IReadOnlyList<ComparedRun> runs) => string.Join(" and ", runs.Select(run => run.Score.Name).Distinct());

    private static string Describe(IReadOnlyList<ComparedRun> runs, int epochs) => string.Create(
        CultureInfo.InvariantCulture,
        $"Training loss and validation {Names(runs)} of {runs.Count} runs over {epochs} epoch{(epochs == 1 ? "" : "s")}: "
        + $"{string.Join(", ", runs.Select(run => run.Label))}.");
}
