using System.Runtime.CompilerServices;

namespace Temper.Devices;

/// <summary>One double: the lane of the reference.</summary>
internal readonly struct LaneDouble(double value) : ILane<LaneDouble>
{
    public double Value { get; } = value;

    public static LaneDouble Create(in LaneConstant value) => new(value.Exact);

    public static LaneDouble Create(double value) => new(value);

    public static LaneDouble operator +(LaneDouble left, LaneDouble right) => new(left.Value + right.Value);

    public static LaneDouble operator -(LaneDouble left, LaneDouble right) => new(left.Value - right.Value);

    public static LaneDouble operator *(LaneDouble left, LaneDouble right) => new(left.Value * right.Value);

    public static LaneDouble operator /(LaneDouble left, LaneDouble right) => new(left.Value / right.Value);

    public static LaneDouble FusedMultiplyAdd(LaneDouble left, LaneDouble right, LaneDouble addend) =>
        new(Math.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    public static LaneDouble Sqrt(LaneDouble value) => new(Math.Sqrt(value.Value));

    public static LaneDouble Abs(LaneDouble value) => new(Math.Abs(value.Value));

    public static LaneDouble WhereGreater(LaneDouble left, LaneDouble right, LaneDouble whenTrue, LaneDouble whenFalse) =>
        left.Value > right.Value ? whenTrue : whenFalse;
}
