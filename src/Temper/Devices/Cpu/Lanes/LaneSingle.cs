using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>One float: remainders, and processors without vectors.</summary>
internal readonly unsafe struct LaneSingle(float value) : ICpuLane<LaneSingle>
{
    private readonly float value = value;

    public static int Count => 1;

    public static bool HasManyRegisters => false;

    public static LaneSingle Zero => default;

    public static LaneSingle Create(in LaneConstant value) => new(value.Rounded);

    public static LaneSingle Create(double value) => new((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneSingle Broadcast(float* address) => new(*address);

    public static LaneSingle FusedMultiplyAdd(float* left, LaneSingle right, LaneSingle addend) =>
        new(MathF.FusedMultiplyAdd(*left, right.value, addend.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneSingle Load(float* address) => new(*address);

    public static LaneSingle LoadBytes(byte* address) => new(*address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* address) => *address = value;

    public static LaneSingle operator +(LaneSingle left, LaneSingle right) => new(left.value + right.value);

    public static LaneSingle operator -(LaneSingle left, LaneSingle right) => new(left.value - right.value);

    public static LaneSingle operator *(LaneSingle left, LaneSingle right) => new(left.value * right.value);

    public static LaneSingle operator /(LaneSingle left, LaneSingle right) => new(left.value / right.value);

    public static LaneSingle FusedMultiplyAdd(LaneSingle left, LaneSingle right, LaneSingle addend) =>
        new(MathF.FusedMultiplyAdd(left.value, right.value, addend.value));

    public static LaneSingle Sqrt(LaneSingle value) => new(MathF.Sqrt(value.value));

    public static LaneSingle Abs(LaneSingle value) => new(MathF.Abs(value.value));

    public static LaneSingle WhereGreater(LaneSingle left, LaneSingle right, LaneSingle whenTrue, LaneSingle whenFalse) =>
        left.value > right.value ? whenTrue : whenFalse;
}
