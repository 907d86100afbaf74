using System.Globalization;

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

    /// <summary>Left edge of the frame.</summary>
    public double Left => this.left;

    /// <summary>Right edge of the frame.</summary>
    public double Right => this.left + this.width;

    /// <summary>Upper edge of the frame.</summary>
    public double Top => this.top;

    /// <summary>Lower edge of the frame.</summary>
    public double Bottom => this.top + this.height;

    /// <summary>Draws grid, frame, tick labels and the names of the axes.</summary>
    public void Axes(string xName, string yName)
    {
        VerticalTicks(isLabelled: true);
        HorizontalTicks();
        Frame();
        this.svg.Text(this.left + this.width / 2, Bottom + 36, xName, "tp-soft", LabelSize, TextAnchor.Middle);
        VerticalName(yName);
    }

    /// <summary>Draws the grid lines of the vertical axis and, on its left, their labels.</summary>
    /// <param name="isLabelled">False for a panel whose neighbour on the left has the labels.</param>
    public void VerticalTicks(bool isLabelled)
    {
        this.svg.BeginGroup("tp-yticks");
        foreach (AxisTick tick in this.y.Ticks)
        {
            double y = Y(tick.Value);
            this.svg.Line(this.left, y, Right, y, "tp-grid");
            if (isLabelled)
            {
                this.svg.Text(this.left - 7, y + TickSize * 0.35, tick.Label, "tp-soft", TickSize, TextAnchor.End);
            }
        }

        this.svg.EndGroup();
    }

    /// <summary>
    /// Writes the name of the vertical axis, upwards, on the left of its labels: in two lines where it is longer than the frame is high.
    /// </summary>
    public void VerticalName(string name)
    {
        const double Line = LabelSize + 2;
        double widest = this.y.Ticks.Select(tick => TextFit.Width(tick.Label, TickSize)).DefaultIfEmpty(0).Max();
        double last = this.left - 19 - widest;
        IReadOnlyList<string> lines = TextFit.WrapShort(name, this.height + 30, LabelSize, most: last - Line > LabelSize ? 2 : 1);
        for (int i = 0; i < lines.Count; i++)
        {
            this.svg.Text(
                last - ((lines.Count - 1 - i) * Line), this.top + this.height / 2, lines[i], "tp-soft", LabelSize, TextAnchor.Middle, -90);
        }
    }

    /// <summary>Draws the grid lines of the horizontal axis and, below it, the labels there is room for.</summary>
    public void HorizontalTicks()
    {
        this.svg.BeginGroup("tp-xticks");
        foreach (AxisTick tick in this.x.Ticks)
        {
            double x = X(tick.Value);
            this.svg.Line(x, this.top, x, Bottom, "tp-grid");
        }

        HorizontalLabels(Bottom + 17);
        this.svg.EndGroup();
    }

    /// <summary>Writes the labels of the horizontal axis that there is room for, at another height as well.</summary>
    /// <param name="baseline">Where they stand.</param>
    public void HorizontalLabels(double baseline)
    {
        double occupied = double.NegativeInfinity;
        foreach (AxisTick tick in this.x.Ticks)
        {
            double x = X(tick.Value);
            double half = TextFit.Width(tick.Label, TickSize) / 2;
            if (x - half > occupied)
            {
                this.svg.Text(x, baseline, tick.Label, "tp-soft", TickSize, TextAnchor.Middle);
                occupied = x + half + 5;
            }
        }
    }

    /// <summary>Draws the frame.</summary>
    public void Frame() => this.svg.Rectangle(this.left, this.top, this.width, this.height, "tp-frame");

    /// <summary>Fills the stretch between minus and plus a value of the horizontal axis, over the whole height.</summary>
    public void Region(double reach, string tooltip)
    {
        double from = Math.Max(X(-reach), this.left);
        this.svg.BeginGroup("tp-around", tooltip);
        this.svg.Rectangle(from, this.top, Math.Min(X(reach), Right) - from, this.height, "tp-region");
        this.svg.EndGroup();
    }

    /// <summary>A line over the whole height at the zero of the horizontal axis.</summary>
    public void Zero() => this.svg.Line(X(0), this.top, X(0), Bottom, "tp-zero");

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

            // A point between two gaps has no line and would not be seen without its marker, which only the lines of a colour have.
            if (run.Count == 1 && series.Style is { } style)
            {
                const double Reach = 9;
                this.svg.Line(Math.Max(run[0].X - Reach, this.left), run[0].Y, Math.Min(run[0].X + Reach, Right), run[0].Y, style);
            }
            else
            {
                alone.AddRange(withMarkers || run.Count == 1 ? run : []);
            }

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

    /// <summary>Fills the room between two curves, interrupted where one of them is not finite.</summary>
    public void Band(IReadOnlyList<double> low, IReadOnlyList<double> high, int colour, string tooltip)
    {
        this.svg.BeginGroup("tp-spread", tooltip);
        int from = 0;
        for (int index = 0; index <= low.Count; index++)
        {
            if (index < low.Count && double.IsFinite(low[index]) && double.IsFinite(high[index]))
            {
                continue;
            }

            if (index - from > 1)
            {
                int[] run = [.. Enumerable.Range(from, index - from)];
                this.svg.Polygon(
                    [.. run.Select(at => (X(at), Y(high[at]))), .. run.Reverse().Select(at => (X(at), Y(low[at])))], $"tp-band tp-f{colour}");
            }

            from = index + 1;
        }

        this.svg.EndGroup();
    }

    /// <summary>One point, in a line colour and the shape that belongs to it; nothing where it is not finite.</summary>
    public void Point(double position, double value, int colour)
    {
        if (double.IsFinite(value))
        {
            Marker(X(position), Y(value), colour);
        }
    }

    private void Marker(double x, double y, int colour) =>
        Reports.Marker.Draw(this.svg, Reports.Marker.OfLine(colour), x, y, colour.ToString(CultureInfo.InvariantCulture));

    private static string LineStyle(ChartSeries series) =>
        series.Style ?? $"tp-line tp-s{series.Colour}{(series.IsDashed ? " tp-dash" : "")}";
}
