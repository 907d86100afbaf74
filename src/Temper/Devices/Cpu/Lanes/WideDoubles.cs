using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>Floats in memory as four doubles side by side, in one register or in several: the bits are the same.</summary>
internal static unsafe class WideDoubles
{
    public const int Count = 4;

    /// <summary>Four floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(float* source)
    {
        if (Avx.IsSupported)
        {
            return Avx.ConvertToVector256Double(Vector128.Load(source));
        }

        var (lower, upper) = Vector128.Widen(Vector128.Load(source));
        return Vector256.Create(lower, upper);
    }

    /// <summary>The first of four; 0 in the others.</summary>
    public static Vector256<double> LoadFirst(float* source, int count)
    {
        var floats = stackalloc float[Count];
        Unsafe.InitBlock(floats, 0, Count * sizeof(float));
        Unsafe.CopyBlock(floats, source, (uint)count * sizeof(float));
        return Load(floats);
    }

    /// <summary>Rounded to four floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> values, float* target)
    {
        var floats = Avx.IsSupported ? Avx.ConvertToVector128Single(values) : Vector128.Narrow(values.GetLower(), values.GetUpper());
        floats.Store(target);
    }

    /// <summary>The first of four.</summary>
    public static void StoreFirst(Vector256<double> values, float* target, int count)
    {
        var floats = stackalloc float[Count];
        Store(values, floats);
        Unsafe.CopyBlock(target, floats, (uint)count * sizeof(float));
    }

    /// <summary>The first as they are; 0 in the others.</summary>
    public static Vector256<double> First(Vector256<double> values, int count) => Vector256.ConditionalSelect(
        Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)count)), values, Vector256<double>.Zero);

    /// <summary>Their sum, in one order.</summary>
    public static double Sum(Vector256<double> values) => values[0] + values[1] + (values[2] + values[3]);
}
