using Temper.Devices;

namespace Temper.Gpu.Kernels;

/// <summary>One float on a GPU: the lane over which the optimizers' formulas are compiled there.</summary>
internal readonly struct LaneGpu(float value) : ILane<LaneGpu>
{
    public float Value { get; } = value;

    public static LaneGpu Create(in LaneConstant value) => new(value.Rounded);

    public static LaneGpu Create(double value) => new((float)value);

    public static LaneGpu operator +(LaneGpu left, LaneGpu right) => new(left.Value + right.Value);

    public static LaneGpu operator -(LaneGpu left, LaneGpu right) => new(left.Value - right.Value);

    public static LaneGpu operator *(LaneGpu left, LaneGpu right) => new(left.Value * right.Value);

    public static LaneGpu operator /(LaneGpu left, LaneGpu right) => new(left.Value / right.Value);

    /// <summary>ILGPU has no name for it; the driver's compiler joins the two operations.</summary>
    public static LaneGpu FusedMultiplyAdd(LaneGpu left, LaneGpu right, LaneGpu addend) => new((left.Value * right.Value) + addend.Value);

    public static LaneGpu Sqrt(LaneGpu value) => new(MathF.Sqrt(value.Value));

    public static LaneGpu Abs(LaneGpu value) => new(MathF.Abs(value.Value));

    public static LaneGpu WhereGreater(LaneGpu left, LaneGpu right, LaneGpu whenTrue, LaneGpu whenFalse) =>
        left.Value > right.Value ? whenTrue : whenFalse;
}
