using System.Globalization;
using System.Xml;

namespace Temper.Lab.Reports;

/// <summary>
/// Prepares a picture for the inside of an HTML page. The SVG text goes into the page unescaped, so only what
/// <see cref="SvgWriter"/> writes is let through: known elements and attributes, the one style sheet, PNG data.
/// </summary>
internal static class InlineSvg
{
    private static readonly HashSet<string> Elements =
    [
        "svg", "title", "desc", "style", "g", "line", "rect", "circle", "polyline", "polygon", "text", "image",
    ];

    private static readonly HashSet<string> Attributes =
    [
        "class", "role", "width", "height", "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "points",
        "fill-opacity", "font-size", "text-anchor", "transform", "href",
    ];

    /// <summary>Wider pictures keep their size on a phone and scroll; the others shrink to the screen.</summary>
    private const double WideFrom = 800;

    /// <summary>Returns the picture without its XML namespace, which HTML does not need.</summary>
    /// <param name="svg">The text of the SVG file.</param>
    /// <param name="isWide">True for a picture that would be too small to read on a phone's width.</param>
    /// <exception cref="ArgumentException">The text is not a picture drawn by this namespace.</exception>
    public static string Prepare(string svg, out bool isWide)
    {
        try
        {
            isWide = Check(svg) >= WideFrom;
        }
        catch (Exception error) when (error is XmlException or FormatException)
        {
            throw new ArgumentException($"A figure of the report is not a well-formed SVG: {error.Message}", nameof(svg), error);
        }

        return svg.Replace(" " + SvgStyle.NamespaceAttribute, "", StringComparison.Ordinal);
    }

    /// <summary>Refuses what is not ours; returns the picture's width.</summary>
    private static double Check(string svg)
    {
        using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        bool isStyle = false;
        double width = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Require(Elements.Contains(reader.Name) && (reader.Depth == 0) == (reader.Name == "svg"), $"element {reader.Name}");
                    isStyle = reader.Name == "style";
                    width = reader.Depth == 0 ? double.Parse(reader.GetAttribute("width") ?? "0", CultureInfo.InvariantCulture) : width;
                    CheckAttributes(reader);
                    break;
                case XmlNodeType.Text:
                    Require(!isStyle || reader.Value == SvgStyle.Sheet, "a style sheet of its own");
                    break;
                case XmlNodeType.EndElement:
                    isStyle = false;
                    break;
                default:
                    Require(reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace, $"{reader.NodeType}");
                    break;
            }
        }

        return width;
    }

    private static void CheckAttributes(XmlReader reader)
    {
        while (reader.MoveToNextAttribute())
        {
            bool isNamespace = reader.Name == "xmlns" && reader.Value == "http://www.w3.org/2000/svg";
            Require(isNamespace || Attributes.Contains(reader.Name), $"attribute {reader.Name}");
            Require(
                reader.Name != "href" || reader.Value.StartsWith("data:image/png;base64,", StringComparison.Ordinal), "a reference to another file");
        }

        reader.MoveToElement();
    }

    private static void Require(bool isAllowed, string what)
    {
        if (!isAllowed)
        {
            throw new ArgumentException($"A figure of the report holds {what}; expected a picture drawn by {typeof(InlineSvg).Namespace}.");
        }
    }
}
