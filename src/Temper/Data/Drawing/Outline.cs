namespace Temper.Data.Drawing;

/// <summary>A closed outline, built point by point in a drawing's coordinates; reused for shape after shape.</summary>
internal sealed class Outline
{
    private const int Capacity = 256;
    private const int CurvePoints = 6;
    private readonly float[] _x = new float[Capacity];
    private readonly float[] _y = new float[Capacity];

    /// <summary>Number of points.</summary>
    public int Count { get; private set; }

    /// <summary>The points across.</summary>
    public ReadOnlySpan<float> X => _x.AsSpan(0, Count);

    /// <summary>The points down.</summary>
    public ReadOnlySpan<float> Y => _y.AsSpan(0, Count);

    /// <summary>Starts a new outline at a point.</summary>
    public Outline Start(float x, float y)
    {
        Count = 0;
        return Line(x, y);
    }

    /// <summary>A straight line to a point.</summary>
    public Outline Line(float x, float y)
    {
        _x[Count] = x;
        _y[Count++] = y;
        return this;
    }

    /// <summary>A curve (quadratic Bezier) to a point, drawn towards a control point.</summary>
    public Outline Curve(float controlX, float controlY, float x, float y)
    {
        var x0 = _x[Count - 1];
        var y0 = _y[Count - 1];
        for (var i = 1; i <= CurvePoints; i++)
        {
            var t = i * (1f / CurvePoints);
            var s = 1f - t;
            Line((s * s * x0) + (2f * s * t * controlX) + (t * t * x), (s * s * y0) + (2f * s * t * controlY) + (t * t * y));
        }

        return this;
    }

    /// <summary>Adds the mirror image (x to -x) of what is there, backwards: half a garment becomes a whole.</summary>
    public Outline Mirror()
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            Line(-_x[i], _y[i]);
        }

        return this;
    }

    /// <summary>Turns the outline into its mirror image.</summary>
    public Outline Flip()
    {
        for (var i = 0; i < Count; i++)
        {
            _x[i] = -_x[i];
        }

        return this;
    }

    /// <summary>A new outline: an ellipse, from eight curves.</summary>
    public Outline Ellipse(float x, float y, float radiusX, float radiusY)
    {
        // Points of the unit circle at multiples of 45 degrees; controls where their tangents meet.
        const float half = 0.70710678f;
        const float meet = 0.41421356f;
        ReadOnlySpan<float> points = [half, half, 0f, 1f, -half, half, -1f, 0f, -half, -half, 0f, -1f, half, -half, 1f, 0f];
        ReadOnlySpan<float> controls = [1f, meet, meet, 1f, -meet, 1f, -1f, meet, -1f, -meet, -meet, -1f, meet, -1f, 1f, -meet];
        Start(x + radiusX, y);
        for (var i = 0; i < points.Length; i += 2)
        {
            Curve(x + (controls[i] * radiusX), y + (controls[i + 1] * radiusY), x + (points[i] * radiusX), y + (points[i + 1] * radiusY));
        }

        return this;
    }

    /// <summary>A new outline: a straight band of some thickness between two points.</summary>
    public Outline Band(float x0, float y0, float x1, float y1, float thickness)
    {
        var dx = x1 - x0;
        var dy = y1 - y0;
        var half = 0.5f * thickness / MathF.Max(MathF.Sqrt((dx * dx) + (dy * dy)), 1e-3f);
        var nx = -dy * half;
        var ny = dx * half;
        return Start(x0 + nx, y0 + ny).Line(x1 + nx, y1 + ny).Line(x1 - nx, y1 - ny).Line(x0 - nx, y0 - ny);
    }
}
