using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// The training figure: mean training loss per epoch (or step by step) on the left, training and validation score on the right,
/// each panel titled with the values of the last epoch.
/// </summary>
public static class CurvesFigure
{
    private const double Width = 1000;
    private const double FrameHeight = 200;
    private const double Margin = 24;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The curves.</param>
    /// <returns>The text of the SVG file.</returns>
    public static string Render(CurvesFigureData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var losses = new List<ChartSeries> { new("train", data.TrainLoss, 0) };
        if (data.LossWithPenalty is { } withPenalty)
        {
            losses.Add(new ChartSeries("train + penalty", withPenalty, 3, IsDashed: true));
        }

        var scores = new List<ChartSeries> { new("train", data.TrainScore, 0) };
        if (data.TrainScoreEvaluated is { } evaluated)
        {
            scores.Add(new ChartSeries("train, evaluation mode", evaluated, 2, IsDashed: true));
        }

        if (data.ValidScore is { } valid)
        {
            scores.Add(new ChartSeries("valid", valid, 1));
        }

        double[]? places = data.Positions?.Select(place => (double)place).ToArray();
        losses = losses.ConvertAll(series => series with { Positions = places });
        scores = scores.ConvertAll(series => series with { Positions = places });
        int epochs = data.Positions is { Count: > 0 } positions ? positions[^1] + 1 : losses.Concat(scores).Max(series => series.Values.Count);
        string lossTitle = $"Train Loss is: {Last(data.TrainLoss, loss => loss.ToString("F4", CultureInfo.InvariantCulture))}";
        string scoreTitle = $"Train: {Last(data.TrainScore, data.Score.Text)}"
            + (data.ValidScore is null ? "" : $", Valid: {Last(data.ValidScore, data.Score.Text)}");

        var heading = new TitleBlock(data.Title, data.Subtitle, Width - 2 * Margin);
        double top = heading.Height + 62;
        var svg = new SvgWriter(
            Width,
            top + FrameHeight + 48,
            data.Title,
            $"Training curves over {epochs} {data.Unit}{(epochs == 1 ? "" : "s")}. {lossTitle}. {scoreTitle}. {data.Subtitle}");

        heading.Draw(svg, Width / 2);
        Axis epochAxis = Axis.Epochs(epochs);
        Axis lossAxis = Axis.Around(losses.SelectMany(series => series.Values), floor: 0);
        Axis scoreAxis = Axis.Around(
            scores.SelectMany(series => series.Values),
            floor: data.Score.Name == "R2" ? double.NegativeInfinity : 0,
            ceiling: data.Score.Unit == "%" ? 100 : double.PositiveInfinity);
        Panel(svg, new ChartPanel(svg, 78, top, 398, FrameHeight, epochAxis, lossAxis), lossTitle, "loss", losses, data);
        Panel(svg, new ChartPanel(svg, 572, top, 404, FrameHeight, epochAxis, scoreAxis), scoreTitle, data.Score.Title, scores, data);
        return svg.Finish();
    }

    private static void Panel(SvgWriter svg, ChartPanel panel, string title, string yName, IReadOnlyList<ChartSeries> curves, CurvesFigureData data)
    {
        svg.BeginGroup("tp-panel");
        panel.Axes(data.Unit, yName);
        panel.Heading(title, curves);
        foreach (ChartSeries curve in curves)
        {
            panel.Curve(curve);
        }

        ChartSeries first = curves.MinBy(curve => FirstNotFinite(curve.Values))!;
        int diverged = FirstNotFinite(first.Values);
        if (curves.All(curve => curve.Values.Count == 0))
        {
            panel.Message($"no {data.Unit}s yet");
        }
        else if (diverged < int.MaxValue)
        {
            double before = diverged == 0 ? 0 : first.Values[diverged - 1];
            panel.Mark(
                data.Positions?[diverged] ?? diverged,
                data.Break ?? string.Create(CultureInfo.InvariantCulture, $"diverged in epoch {diverged + 1}"),
                double.IsFinite(before) ? before : 0);
        }

        svg.EndGroup();
    }

    private static int FirstNotFinite(IReadOnlyList<double> values)
    {
        for (int index = 0; index < values.Count; index++)
        {
            if (!double.IsFinite(values[index]))
            {
                return index;
            }
        }

        return int.MaxValue;
    }

    private static string Last(IReadOnlyList<double> values, Func<double, string> text) =>
        values.Count == 0 ? "none"
        : double.IsFinite(values[^1]) ? text(values[^1])
        : "diverged";
}
