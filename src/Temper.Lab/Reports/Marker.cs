namespace Temper.Lab.Reports;

/// <summary>Draws the points of charts. Shapes differ as colours do, so that either is enough to tell them apart.</summary>
internal static class Marker
{
    /// <summary>The shape that belongs to a line colour.</summary>
    /// <param name="colour">0 to 3.</param>
    public static MarkerShape OfLine(int colour) => colour switch
    {
        0 => MarkerShape.Circle,
        1 => MarkerShape.Square,
        2 => MarkerShape.Diamond,
        _ => MarkerShape.Up,
    };

    /// <summary>Draws one point, centred on a place.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="x">Centre of the box around it.</param>
    /// <param name="y">Centre of the box around it.</param>
    /// <param name="colour">"0" to "3" for a line colour, or "soft".</param>
    /// <param name="radius">Half of its size; shapes with corners are a little larger, so that all look the same size.</param>
    public static void Draw(SvgWriter svg, MarkerShape shape, double x, double y, string colour, double radius = 3.6)
    {
        bool isHollow = shape is MarkerShape.HollowCircle or MarkerShape.HollowSquare or MarkerShape.HollowDiamond;
        // A rim sets a point off from its line; on a flat whisker it would cut the slim tips of these two off.
        bool isRimless = shape is MarkerShape.Left or MarkerShape.Right;
        string style = isRimless ? $"tp-f{colour}" : isHollow ? $"tp-hollow tp-s{colour}" : $"tp-dot tp-f{colour}";
        double r = radius;
        switch (shape)
        {
            case MarkerShape.Circle or MarkerShape.HollowCircle:
                svg.Circle(x, y, r, style);
                break;
            case MarkerShape.Square or MarkerShape.HollowSquare:
                svg.Rectangle(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, style);
                break;
            case MarkerShape.Diamond or MarkerShape.HollowDiamond:
                svg.Polygon([(x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y)], style);
                break;
            case MarkerShape.Right:
                svg.Polygon([(x - r * 1.1, y - r * 1.2), (x + r * 1.1, y), (x - r * 1.1, y + r * 1.2)], style);
                break;
            case MarkerShape.Left:
                svg.Polygon([(x + r * 1.1, y - r * 1.2), (x - r * 1.1, y), (x + r * 1.1, y + r * 1.2)], style);
                break;
            case MarkerShape.Down:
                svg.Polygon([(x, y + r * 1.2), (x + r * 1.2, y - r), (x - r * 1.2, y - r)], style);
                break;
            default:
                svg.Polygon([(x, y - r * 1.2), (x + r * 1.2, y + r), (x - r * 1.2, y + r)], style);
                break;
        }
    }
}
