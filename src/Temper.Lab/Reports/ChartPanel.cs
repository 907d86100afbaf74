namespace Temper.Lab.Reports;

/// <summary>
/// One frame with two axes inside a picture: draws the grid, the labels, curves, a legend and marks. Bands, forest
/// plots and other charts place their own shapes with <see cref="X"/> and <see cref="Y"/>.
/// </summary>
internal sealed class ChartPanel
{
    private const double TickSize = 11.5;
    private const double LabelSize = 12;
    private const double LegendSize = 12;
    private const double MarkerRadius = 3.6;

    private readonly SvgWriter svg;
    private readonly double left;
    private readonly double top;
    private readonly double width;
    private readonly double height;
    private readonly Axis x;
    private readonly Axis y;

    /// <summary>Places a frame; nothing is drawn yet.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="left">Left edge of the frame, without labels.</param>
    /// <param name="top">Upper edge of the frame, without title and legend.</param>
    /// <param name="width">Width of the frame.</param>
    /// <param name="height">Height of the frame.</param>
    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis.</param>
    public ChartPanel(SvgWriter svg, double left, double top, double width, double height, Axis x, Axis y)
    {
        (this.svg, this.left, this.top, this.width, this.height, this.x, this.y) = (svg, left, top, width, height, x, y);
    }

    /// <summary>The horizontal place of a value.</summary>
    public double X(double value) => this.x.Place(value, this.left, this.left + this.width);

    /// <summary>The vertical place of a value; larger values are higher up.</summary>
    public double Y(double value) => this.y.Place(value, this.top + this.height, this.top);

    /// <summary>Draws grid, frame, tick labels and the names of the axes.</summary>
    public void Axes(string xName, string yName)
    {
        double bottom = this.top + this.height;
        double widest = 0;
        this.svg.BeginGroup("tp-yticks");
        foreach (AxisTick tick in this.y.Ticks)
        {
            double y = Y(tick.Value);
            this.svg.Line(this.left, y, this.left + this.width, y, "tp-grid");
            this.svg.Text(this.left - 7, y + TickSize * 0.35, tick.Label, "tp-soft", TickSize, TextAnchor.End);
            widest = Math.Max(widest, TextFit.Width(tick.Label, TickSize));
        }

        this.svg.EndGroup();
        this.svg.BeginGroup("tp-xticks");
        double occupied = double.NegativeInfinity;
        foreach (AxisTick tick in this.x.Ticks)
        {
            double x = X(tick.Value);
            this.svg.Line(x, this.top, x, bottom, "tp-grid");
            double half = TextFit.Width(tick.Label, TickSize) / 2;
            if (x - half > occupied)
            {
                this.svg.Text(x, bottom + 17, tick.Label, "tp-soft", TickSize, TextAnchor.Middle);
                occupied = x + half + 5;
            }
        }

        this.svg.EndGroup();
        this.svg.Rectangle(this.left, this.top, this.width, this.height, "tp-frame");
        this.svg.Text(this.left + this.width / 2, bottom + 36, xName, "tp-soft", LabelSize, TextAnchor.Middle);
        this.svg.Text(this.left - 19 - widest, this.top + this.height / 2, yName, "tp-soft", LabelSize, TextAnchor.Middle, -90);
    }

    /// <summary>Draws the title and, below it and above the frame, the legend.</summary>
    public void Heading(string title, IReadOnlyList<ChartSeries> legend)
    {
        this.svg.Text(this.left + this.width / 2, this.top - 36, title, "tp-bold", 14.5, TextAnchor.Middle);

        const double Sample = 24;
        const double Gap = 18;
        double total = legend.Sum(series => Sample + 6 + TextFit.Width(series.Name, LegendSize)) + Gap * (legend.Count - 1);
        double x = Math.Max(this.left, this.left + (this.width - total) / 2);
        double y = this.top - 14;
        this.svg.BeginGroup("tp-legend");
        foreach (ChartSeries series in legend)
        {
            this.svg.Line(x, y, x + Sample, y, LineStyle(series));
            Marker(x + Sample / 2, y, series.Colour);
            this.svg.Text(x + Sample + 6, y + LegendSize * 0.35, series.Name, "", LegendSize);
            x += Sample + 6 + TextFit.Width(series.Name, LegendSize) + Gap;
        }

        this.svg.EndGroup();
    }

    /// <summary>Draws a curve, with markers where there is room for them, interrupted where it is not finite.</summary>
    /// <param name="series">The curve.</param>
    /// <param name="markerLimit">Above this many points no markers are drawn.</param>
    public void Curve(ChartSeries series, int markerLimit = 60)
    {
        bool withMarkers = series.Values.Count <= markerLimit;
        this.svg.BeginGroup("tp-curve", series.Name);
        var run = new List<(double X, double Y)>();
        var alone = new List<(double X, double Y)>();
        for (int index = 0; index <= series.Values.Count; index++)
        {
            if (index < series.Values.Count && double.IsFinite(series.Values[index]))
            {
                run.Add((X(series.Positions?[index] ?? index), Y(series.Values[index])));
                continue;
            }

            if (run.Count > 1)
            {
                this.svg.Polyline(run, LineStyle(series));
            }

            // A point between two gaps has no line and would not be seen without its marker.
            alone.AddRange(withMarkers || run.Count == 1 ? run : []);
            run.Clear();
        }

        foreach ((double x, double y) in alone)
        {
            Marker(x, y, series.Colour);
        }

        this.svg.EndGroup();
    }

    /// <summary>A dashed vertical line with a word beside it.</summary>
    /// <param name="position">Where on the horizontal axis.</param>
    /// <param name="text">The word.</param>
    /// <param name="avoid">A value on the vertical axis near which a curve ends: the word stands in the other half.</param>
    public void Mark(double position, string text, double avoid)
    {
        double x = X(position);
        double y = Y(avoid) < this.top + this.height / 2 ? this.top + this.height - 12 : this.top + 18;
        bool isLeft = x + 8 + TextFit.Width(text, LabelSize, bold: true) > this.left + this.width;
        this.svg.Line(x, this.top, x, this.top + this.height, "tp-mark");
        this.svg.Text(x + (isLeft ? -7 : 7), y, text, "tp-bad tp-bold tp-halo", LabelSize, isLeft ? TextAnchor.End : TextAnchor.Start);
    }

    /// <summary>A word in the middle of the frame, for a panel that has nothing to draw.</summary>
    public void Message(string text) =>
        this.svg.Text(this.left + this.width / 2, this.top + this.height / 2, text, "tp-soft tp-halo", 14, TextAnchor.Middle);

    /// <summary>Each colour has its own shape, so that curves can be told apart without colours.</summary>
    private void Marker(double x, double y, int colour)
    {
        string style = $"tp-dot tp-f{colour}";
        const double R = MarkerRadius;
        switch (colour)
        {
            case 0:
                this.svg.Circle(x, y, R, style);
                break;
            case 1:
                this.svg.Rectangle(x - R * 0.9, y - R * 0.9, R * 1.8, R * 1.8, style);
                break;
            case 2:
                this.svg.Polygon([(x, y - R * 1.25), (x + R * 1.25, y), (x, y + R * 1.25), (x - R * 1.25, y)], style);
                break;
            default:
                this.svg.Polygon([(x, y - R * 1.2), (x + R * 1.2, y + R), (x - R * 1.2, y + R)], style);
                break;
        }
    }

    private static string LineStyle(ChartSeries series) =>
        $"tp-line tp-s{series.Colour}{(series.IsDashed ? " tp-dash" : "")}";
}
