using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>Floats in memory as eight doubles side by side, in one register or in several: the bits are the same.</summary>
internal static unsafe class WideDoubles
{
    public const int Count = 8;

    /// <summary>Eight floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(float* source)
    {
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return Vector512.Create(lower, upper);
    }

    /// <summary>The first of eight; 0 in the others.</summary>
    public static Vector512<double> LoadFirst(float* source, int count)
    {
        var floats = stackalloc float[Count];
        Unsafe.InitBlock(floats, 0, Count * sizeof(float));
        Unsafe.CopyBlock(floats, source, (uint)count * sizeof(float));
        return Load(floats);
    }

    /// <summary>Rounded to eight floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> values, float* target) =>
        Vector256.Narrow(values.GetLower(), values.GetUpper()).Store(target);

    /// <summary>The first of eight.</summary>
    public static void StoreFirst(Vector512<double> values, float* target, int count)
    {
        var floats = stackalloc float[Count];
        Store(values, floats);
        Unsafe.CopyBlock(target, floats, (uint)count * sizeof(float));
    }

    /// <summary>The first as they are; 0 in the others.</summary>
    public static Vector512<double> First(Vector512<double> values, int count) => Vector512.ConditionalSelect(
        Vector512.LessThan(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), Vector512.Create((double)count)), values, Vector512<double>.Zero);

    /// <summary>Their sum, in one order.</summary>
    public static double Sum(Vector512<double> values) =>
        values[0] + values[1] + (values[2] + values[3]) + (values[4] + values[5] + (values[6] + values[7]));
}
