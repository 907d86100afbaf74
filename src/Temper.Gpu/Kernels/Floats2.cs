using System.Runtime.InteropServices;
using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>Two floats in registers, a row of a narrow thread tile, which one instruction reads: 8 bytes on an 8-byte boundary.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct Floats2
{
    public float X0;
    public float X1;

    /// <summary>sum + factor * row; the driver's compiler makes each line one fused multiply-add.</summary>
    public static Floats2 MultiplyAdd(float factor, Floats2 row, Floats2 sum)
    {
        Floats2 result;
        result.X0 = sum.X0 + (factor * row.X0);
        result.X1 = sum.X1 + (factor * row.X1);
        return result;
    }

    public readonly void Store(ArrayView<float> target, int index)
    {
        target[index] = X0;
        target[index + 1] = X1;
    }
}
