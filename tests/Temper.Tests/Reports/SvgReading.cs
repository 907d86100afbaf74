using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace Temper.Tests.Reports;

/// <summary>Reads back what a picture shows, by the elements a viewer would draw.</summary>
internal static class SvgReading
{
    /// <summary>The SVG namespace.</summary>
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A numeric attribute.</summary>
    public static double Number(this XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Elements of a kind, at any depth.</summary>
    public static IEnumerable<XElement> All(this XContainer container, string name) => container.Descendants(Svg + name);

    /// <summary>Groups of a class, at any depth.</summary>
    public static IReadOnlyList<XElement> Groups(this XContainer container, string style) =>
        [.. container.All("g").Where(group => group.Attribute("class")?.Value == style)];

    /// <summary>All drawn lines of text.</summary>
    public static IReadOnlyList<string> Texts(this XContainer container) => [.. container.All("text").Select(text => text.Value)];

    /// <summary>Centres of a curve's markers, whatever their shape.</summary>
    public static IReadOnlyList<(double X, double Y)> Markers(this XElement curve) =>
        [.. curve.Elements().Select(Centre).OfType<(double, double)>()];

    /// <summary>Corners of the lines of a curve.</summary>
    public static IReadOnlyList<(double X, double Y)> Corners(this XElement curve) =>
        [.. curve.All("polyline").SelectMany(line => Points(line))];

    /// <summary>
    /// The function from pixels to values that a reader would apply: through the first and the last labelled grid line.
    /// </summary>
    public static Func<double, double> Scale(XElement panel, string ticks, string coordinate)
    {
        XElement group = panel.Groups(ticks).Single();
        XElement[] lines = [.. group.All("line")];
        double[] labels = [.. group.All("text").Select(text => double.Parse(text.Value, CultureInfo.InvariantCulture))];
        Assert.Equal(lines.Length, labels.Length);
        (double from, double to) = (lines[0].Number(coordinate), lines[^1].Number(coordinate));
        return pixel => labels[0] + (pixel - from) / (to - from) * (labels[^1] - labels[0]);
    }

    private static (double X, double Y)? Centre(XElement shape) => shape.Name.LocalName switch
    {
        "circle" => (shape.Number("cx"), shape.Number("cy")),
        "rect" => (shape.Number("x") + shape.Number("width") / 2, shape.Number("y") + shape.Number("height") / 2),
        "polygon" => (Points(shape)[0].X, (Points(shape).Min(point => point.Y) + Points(shape).Max(point => point.Y)) / 2),
        _ => null,
    };

    private static (double X, double Y)[] Points(XElement shape) =>
    [
        .. shape.Attribute("points")!.Value.Split(' ')
            .Select(point => point.Split(','))
            .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];
}
