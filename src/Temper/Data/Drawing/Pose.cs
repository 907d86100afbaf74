namespace Temper.Data.Drawing;

/// <summary>
/// Where a drawing lies in the picture. Drawings use their own coordinates, x to the right and y down, about -1 to 1;
/// the pose turns, shears, scales and shifts them into pixels.
/// </summary>
internal readonly struct Pose
{
    private readonly float _xx, _xy, _yx, _yy, _x0, _y0;
    private readonly float _ux, _uy, _vx, _vy;

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
        _xx = scaleX * cos;
        _xy = scaleX * ((shear * cos) - sin);
        _yx = scaleY * sin;
        _yy = scaleY * ((shear * sin) + cos);
        _x0 = x0;
        _y0 = y0;
        var determinant = (_xx * _yy) - (_xy * _yx);
        _ux = _yy / determinant;
        _uy = -_xy / determinant;
        _vx = -_yx / determinant;
        _vy = _xx / determinant;
    }

    /// <summary>From the drawing's coordinates to pixels.</summary>
    public (float X, float Y) ToPixels(float x, float y) =>
        ((_xx * x) + (_xy * y) + _x0, (_yx * x) + (_yy * y) + _y0);

    /// <summary>From pixels to the drawing's coordinates.</summary>
    public (float U, float V) FromPixels(float x, float y)
    {
        var dx = x - _x0;
        var dy = y - _y0;
        return ((_ux * dx) + (_uy * dy), (_vx * dx) + (_vy * dy));
    }
}
