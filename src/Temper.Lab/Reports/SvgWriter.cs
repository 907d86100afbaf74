using System.Globalization;
using System.Text;

namespace Temper.Lab.Reports;

/// <summary>
/// Writes one SVG picture element by element. All numbers are written in the invariant culture with at most two
/// decimals and all text is escaped, so the same calls give the same bytes on every machine. It writes no ids:
/// several pictures can stand in one HTML page without clashing.
/// </summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder text = new();
    private int openGroups;

    /// <summary>Starts a picture with its style sheet and a background rectangle.</summary>
    /// <param name="width">Width in pixels at 100%.</param>
    /// <param name="height">Height in pixels at 100%.</param>
    /// <param name="title">What a screen reader calls the picture.</param>
    /// <param name="description">What the picture shows, in a sentence or two.</param>
    public SvgWriter(double width, double height, string title, string description)
    {
        string size = $"width=\"{Number(width)}\" height=\"{Number(height)}\" viewBox=\"0 0 {Number(width)} {Number(height)}\"";
        this.text.Append("<svg ").Append(SvgStyle.NamespaceAttribute).Append(" class=\"tp\" role=\"img\" ").Append(size).Append(">\n");
        this.text.Append("<title>").Append(Escape(title)).Append("</title>\n");
        this.text.Append("<desc>").Append(Escape(description)).Append("</desc>\n");
        this.text.Append("<style>").Append(SvgStyle.Sheet).Append("</style>\n");
        Rectangle(0, 0, width, height, "tp-bg");
    }

    /// <summary>Opens a group; every group is closed with <see cref="EndGroup"/>.</summary>
    /// <param name="style">Class names, or an empty string.</param>
    /// <param name="tooltip">Shown when the pointer rests on the group, read out by screen readers; or null.</param>
    public void BeginGroup(string style, string? tooltip = null)
    {
        this.text.Append("<g").Append(Class(style)).Append('>');
        if (tooltip is not null)
        {
            this.text.Append("<title>").Append(Escape(tooltip)).Append("</title>");
        }

        this.text.Append('\n');
        openGroups++;
    }

    /// <summary>Closes the group opened last.</summary>
    public void EndGroup()
    {
        this.text.Append("</g>\n");
        openGroups--;
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style) =>
        this.text.Append("<line").Append(Class(style))
            .Append(Attribute("x1", x1)).Append(Attribute("y1", y1))
            .Append(Attribute("x2", x2)).Append(Attribute("y2", y2)).Append("/>\n");

    /// <summary>A rectangle.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="style">Class names.</param>
    /// <param name="opacity">Opacity of the fill, 0 to 1, for cells whose colour is a number.</param>
    public void Rectangle(double x, double y, double width, double height, string style, double? opacity = null)
    {
        this.text.Append("<rect").Append(Class(style))
            .Append(Attribute("x", x)).Append(Attribute("y", y))
            .Append(Attribute("width", width)).Append(Attribute("height", height));
        if (opacity is { } value)
        {
            this.text.Append(" fill-opacity=\"").Append(value.ToString("0.####", CultureInfo.InvariantCulture)).Append('"');
        }

        this.text.Append("/>\n");
    }

    /// <summary>A circle.</summary>
    public void Circle(double x, double y, double radius, string style) =>
        this.text.Append("<circle").Append(Class(style))
            .Append(Attribute("cx", x)).Append(Attribute("cy", y)).Append(Attribute("r", radius)).Append("/>\n");

    /// <summary>An open line through several points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string style) => Points("polyline", points, style);

    /// <summary>A closed, filled shape.</summary>
    public void Polygon(IEnumerable<(double X, double Y)> points, string style) => Points("polygon", points, style);

    /// <summary>One line of text.</summary>
    /// <param name="x">Where the anchor is.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="text">The text; it is escaped here.</param>
    /// <param name="style">Class names.</param>
    /// <param name="size">Font size in pixels.</param>
    /// <param name="anchor">Which end of the text stands at <paramref name="x"/>.</param>
    /// <param name="rotation">Degrees clockwise around (<paramref name="x"/>, <paramref name="y"/>).</param>
    public void Text(double x, double y, string text, string style, double size, TextAnchor anchor = TextAnchor.Start, double rotation = 0)
    {
        this.text.Append("<text").Append(Class(style)).Append(Attribute("x", x)).Append(Attribute("y", y)).Append(Attribute("font-size", size));
        if (anchor != TextAnchor.Start)
        {
            this.text.Append(anchor == TextAnchor.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        }

        if (rotation != 0)
        {
            this.text.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({Number(rotation)} {Number(x)} {Number(y)})\"");
        }

        this.text.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>A PNG picture, drawn with hard pixel edges when enlarged.</summary>
    public void Image(double x, double y, double width, double height, string dataUri) =>
        this.text.Append("<image class=\"tp-pixels\"")
            .Append(Attribute("x", x)).Append(Attribute("y", y))
            .Append(Attribute("width", width)).Append(Attribute("height", height))
            .Append(" href=\"").Append(Escape(dataUri)).Append("\"/>\n");

    /// <summary>Closes the picture and returns it.</summary>
    public string Finish()
    {
        if (openGroups != 0)
        {
            throw new InvalidOperationException($"{openGroups} SVG groups are still open.");
        }

        return this.text.Append("</svg>\n").ToString();
    }

    /// <summary>A coordinate: invariant, at most two decimals, never "-0".</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Text made safe for XML and HTML, in elements and in quoted attributes: as <see cref="VisibleText"/> shows it, and what XML cannot hold
    /// becomes the replacement character too.
    /// </summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in VisibleText.Line(text).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => safe.Append("&amp;"),
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '"' => safe.Append("&quot;"),
                '\'' => safe.Append("&#39;"),
                0xFFFE or 0xFFFF => safe.Append('\uFFFD'),
                _ => safe.Append(rune),
            };
        }

        return safe.ToString();
    }

    private void Points(string element, IEnumerable<(double X, double Y)> points, string style)
    {
        this.text.Append('<').Append(element).Append(Class(style)).Append(" points=\"");
        this.text.AppendJoin(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"));
        this.text.Append("\"/>\n");
    }

    private static string Class(string style) => style.Length == 0 ? "" : $" class=\"{Escape(style)}\"";

    private static string Attribute(string name, double value) => $" {name}=\"{Number(value)}\"";
}
