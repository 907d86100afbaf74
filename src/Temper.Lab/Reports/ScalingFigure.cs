using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>The picture of one sweep over sizes: share of the processor's peak against the size, on a logarithmic axis.</summary>
public static class ScalingFigure
{
    private const double Width = 760;
    private const double FrameHeight = 260;
    private const double Margin = 24;

    /// <summary>Draws the figure as an SVG file.</summary>
    /// <param name="data">The points.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">The lists are empty or of different lengths.</exception>
    public static string Render(ScalingFigureData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Sizes.Count == 0 || data.Percent.Count != data.Sizes.Count || data.IsCliff.Count != data.Sizes.Count)
        {
            throw new ArgumentException(
                $"A sweep needs at least one size and as many shares and marks, received {data.Sizes.Count} sizes, "
                + $"{data.Percent.Count} shares and {data.IsCliff.Count} marks.",
                nameof(data));
        }

        double best = data.Percent.Max();
        string title = string.Create(
            CultureInfo.InvariantCulture, $"Best: {best:F1}% at {data.Sizes[data.Percent.Index().MaxBy(point => point.Item).Index]}");
        var heading = new TitleBlock(data.Title, data.Subtitle, Width - 2 * Margin);
        double top = heading.Height + 62;
        var svg = new SvgWriter(
            Width, top + FrameHeight + 48, data.Title, $"Share of the processor's peak against {data.Axis}. {title}. {data.Subtitle}");
        heading.Draw(svg, Width / 2);
        var curve = new ChartSeries("share of peak", data.Percent, 0) { Positions = [.. data.Sizes.Select(size => Math.Log10(size))] };
        var panel = new ChartPanel(
            svg, 78, top, Width - 78 - Margin, FrameHeight, Axis.Logarithmic(data.Sizes.Select(size => (double)size)),
            Axis.Around([0, 100], floor: 0, ceiling: Math.Max(100, best)));
        svg.BeginGroup("tp-panel");
        panel.Axes(data.Axis, "share of peak (%)");
        panel.Heading(title, [curve]);
        panel.Curve(curve);
        foreach (var (i, isCliff) in data.IsCliff.Index())
        {
            if (isCliff)
            {
                panel.Mark(curve.Positions![i], string.Create(CultureInfo.InvariantCulture, $"cliff at {data.Sizes[i]}"), data.Percent[i]);
            }
        }

        svg.EndGroup();
        return svg.Finish();
    }
}
