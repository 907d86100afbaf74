using System.Globalization;
using System.Xml.Linq;
using Temper.Lab.Reports;
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

    /// <summary>The frame of a panel.</summary>
    public static XElement Frame(this XElement panel) => panel.All("rect").Single(rectangle => rectangle.Attribute("class")?.Value == "tp-frame");

    /// <summary>Asserts that no two lines of text overlap and that all lie inside the picture, with room for wide fonts.</summary>
    public static void AssertTextsAreApart(XDocument picture)
    {
        (string Text, double Left, double Top, double Right, double Bottom)[] boxes = [.. picture.All("text").Select(Box)];
        for (int i = 0; i < boxes.Length; i++)
        {
            var one = boxes[i];
            Assert.True(
                one.Left >= 0 && one.Top >= 0 && one.Right <= picture.Root!.Number("width") && one.Bottom <= picture.Root!.Number("height"),
                $"\"{one.Text}\" leaves the picture: {one}");
            Assert.All(boxes.Skip(i + 1), other => Assert.False(
                one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom,
                $"\"{one.Text}\" and \"{other.Text}\" overlap: {one}, {other}"));
        }
    }

    /// <summary>Room of a line of text, which may run upwards.</summary>
    private static (string Text, double Left, double Top, double Right, double Bottom) Box(XElement text)
    {
        double size = text.Number("font-size");
        double width = TextFit.Width(text.Value, size, text.Attribute("class")?.Value.Contains("tp-bold", StringComparison.Ordinal) == true);
        double before = text.Attribute("text-anchor")?.Value switch { "middle" => width / 2, "end" => width, _ => 0 };
        (double x, double y) = (text.Number("x"), text.Number("y"));
        return text.Attribute("transform") is null
            ? (text.Value, x - before, y - size * 0.75, x - before + width, y + size * 0.2)
            : (text.Value, x - size * 0.75, y + before - width, x + size * 0.2, y + before);
    }

    private static (double X, double Y)? Centre(XElement shape) => shape.Name.LocalName switch
    {
        "circle" => (shape.Number("cx"), shape.Number("cy")),
        "rect" => (shape.Number("x") + shape.Number("width") / 2, shape.Number("y") + shape.Number("height") / 2),
        "polygon" => ((Points(shape).Min(point => point.X) + Points(shape).Max(point => point.X)) / 2, (Points(shape).Min(point => point.Y) + Points(shape).Max(point => point.Y)) / 2),
        _ => null,
    };

    private static (double X, double Y)[] Points(XElement shape) =>
    [
        .. shape.Attribute("points")!.Value.Split(' ')
            .Select(point => point.Split(','))
            .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];
}
