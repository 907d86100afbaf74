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
    static abstract TSelf Create(double value);

    /// <summary>The constant in every element.</summary>
    static abstract TSelf Create(in LaneConstant value);

    /// <summary>Sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Quotient.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend with one rounding.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Per element: left &gt; right ? whenTrue : whenFalse (false for NaN).</summary>
    static abstract TSelf WhereGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);
}
