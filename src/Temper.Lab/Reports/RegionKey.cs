using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>The key of the region of effects that are too small to matter.</summary>
internal static class RegionKey
{
    /// <summary>What it stands for.</summary>
    public static string Text(double region) => string.Create(CultureInfo.InvariantCulture, $"too small to matter: ±{region:0.####}");

    /// <summary>Its sample.</summary>
    public static LegendEntry Entry(double region) => new(
        Text(region),
        (svg, x, y) =>
        {
            svg.Rectangle(x, y - 7, PictureLegend.SampleWidth, 14, "tp-region");
            svg.Line(x + PictureLegend.SampleWidth / 2, y - 7, x + PictureLegend.SampleWidth / 2, y + 7, "tp-zero");
        });
}
