namespace Temper.Data.Drawing;

/// <summary>
/// Where a drawing lies in the picture. Drawings use their own coordinates, x to the right and y down, about -1 to 1;
/// the pose turns, shears, scales and shifts them into pixels.
/// </summary>
internal readonly struct Pose
{
    private readonly float xx, xy, yx, yy, x0, y0;
    private readonly float ux, uy, vx, vy;

    /// <summary>Creates a pose.</summary>
    /// <param name="halfTurn">Tangent of half the turning angle; gives sine and cosine by a fraction, exactly defined.</param>
    /// <param name="shear">How far x leans with y.</param>
    /// <param name="scaleX">Pixels per unit across.</param>
    /// <param name="scaleY">Pixels per unit down.</param>
    /// <param name="x0">Pixel column of the origin.</param>
    /// <param name="y0">Pixel row of the origin.</param>
    public Pose(float halfTurn, float shear, float scaleX, float scaleY, float x0, float y0)
    {
        var square = halfTurn * halfTurn;
        var cos = (1f - square) / (1f + square);
        var sin = 2f * halfTurn / (1f + square);
        xx = scaleX * cos;
        xy = scaleX * ((shear * cos) - sin);
        yx = scaleY * sin;
        yy = scaleY * ((shear * sin) + cos);
        this.x0 = x0;
        this.y0 = y0;
        var determinant = (xx * yy) - (xy * yx);
        ux = yy / determinant;
        uy = -xy / determinant;
        vx = -yx / determinant;
        vy = xx / determinant;
    }

    /// <summary>From the drawing's coordinates to pixels.</summary>
    public (float X, float Y) ToPixels(float x, float y) =>
        ((xx * x) + (xy * y) + x0, (yx * x) + (yy * y) + y0);

    /// <summary>From pixels to the drawing's coordinates.</summary>
    public (float U, float V) FromPixels(float x, float y)
    {
        var dx = x - x0;
        var dy = y - y0;
        return ((ux * dx) + (uy * dy), (vx * dx) + (vy * dy));
    }
}
