namespace Temper.Devices;

/// <summary>
/// One or several numbers side by side, all treated alike: a double in the reference, a float, or a vector register
/// of floats. A formula written over lanes is written once and gives the same bits for every vector width, because
/// each operation is one correctly rounded IEEE 754 operation per element.
/// </summary>
/// <typeparam name="TSelf">The lane type itself.</typeparam>
public interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>The constant in every element, rounded to the lane's precision.</summary>
    /// <param name="value">The constant.</param>
    static abstract TSelf Create(double value);

    /// <summary>The constant in every element.</summary>
    /// <param name="value">The constant.</param>
    static abstract TSelf Create(in LaneConstant value);

    /// <summary>Sum.</summary>
    /// <param name="left">Summand.</param>
    /// <param name="right">Summand.</param>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Difference.</summary>
    /// <param name="left">Minuend.</param>
    /// <param name="right">Subtrahend.</param>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Product.</summary>
    /// <param name="left">Factor.</param>
    /// <param name="right">Factor.</param>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Quotient.</summary>
    /// <param name="left">Dividend.</param>
    /// <param name="right">Divisor.</param>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend with one rounding.</summary>
    /// <param name="left">Factor.</param>
    /// <param name="right">Factor.</param>
    /// <param name="addend">Summand.</param>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Square root.</summary>
    /// <param name="value">Radicand; NaN below 0.</param>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Absolute value.</summary>
    /// <param name="value">Any number.</param>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Per element: left &gt; right ? whenTrue : whenFalse (false for NaN).</summary>
    /// <param name="left">Compared.</param>
    /// <param name="right">Compared with.</param>
    /// <param name="whenTrue">Taken where left is greater.</param>
    /// <param name="whenFalse">Taken elsewhere.</param>
    static abstract TSelf WhereGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);
}
