using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Temper.Devices.Cpu.Products;

/// <summary>Copies a panel of B, [depth, columns], to contiguous memory.</summary>
internal static unsafe class Panels
{
    /// <summary>panel[k * stride + column] = source[k * depthStride + column * columnStride]; one of the strides is 1.</summary>
    public static void Pack(float* source, nint depthStride, nint columnStride, float* panel, int depth, int columns, int stride)
    {
        if (columnStride == 1)
        {
            for (var k = 0; k < depth; k++)
            {
                new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(panel, columns));
                source += depthStride;
                panel += stride;
            }

            return;
        }

        var done = 0;
        if (Avx.IsSupported)
        {
            for (; done + 8 <= columns; done += 8)
            {
                TransposeEight(source + (done * columnStride), columnStride, panel + done, depth, stride);
            }
        }

        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; done + 4 <= columns; done += 4)
            {
                TransposeFour(source + (done * columnStride), columnStride, panel + done, depth, stride);
            }
        }

        for (; done < columns; done++)
        {
            TransposeOne(source + (done * columnStride), panel + done, 0, depth, stride);
        }
    }

    /// <summary>Eight columns, 8 x 8 elements at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeEight(float* source, nint columnStride, float* panel, int depth, int stride)
    {
        var k = 0;
        for (; k + 8 <= depth; k += 8)
        {
            var from = source + k;

            // Rows 0 and 4, 1 and 5, 2 and 6, 3 and 7 share a vector by halves: the first four of each, then the last four.
            var a = Halves(from, from + (4 * columnStride));
            var b = Halves(from + columnStride, from + (5 * columnStride));
            var c = Halves(from + (2 * columnStride), from + (6 * columnStride));
            var d = Halves(from + (3 * columnStride), from + (7 * columnStride));
            Transpose(a, b, c, d, panel + ((nint)k * stride), stride);
            a = Halves(from + 4, from + 4 + (4 * columnStride));
            b = Halves(from + 4 + columnStride, from + 4 + (5 * columnStride));
            c = Halves(from + 4 + (2 * columnStride), from + 4 + (6 * columnStride));
            d = Halves(from + 4 + (3 * columnStride), from + 4 + (7 * columnStride));
            Transpose(a, b, c, d, panel + ((nint)(k + 4) * stride), stride);
        }

        for (var column = 0; column < 8; column++)
        {
            TransposeOne(source + (column * columnStride), panel + column, k, depth, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    /// <summary>Four 4 x 4 blocks at once in the two halves of the vectors: interleave twice, as below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* target, int stride)
    {
        var acLow = Avx.UnpackLow(a, c);
        var acHigh = Avx.UnpackHigh(a, c);
        var bdLow = Avx.UnpackLow(b, d);
        var bdHigh = Avx.UnpackHigh(b, d);
        Avx.UnpackLow(acLow, bdLow).Store(target);
        Avx.UnpackHigh(acLow, bdLow).Store(target + stride);
        Avx.UnpackLow(acHigh, bdHigh).Store(target + (2 * (nint)stride));
        Avx.UnpackHigh(acHigh, bdHigh).Store(target + (3 * (nint)stride));
    }

    /// <summary>Four columns, 4 x 4 elements at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeFour(float* source, nint columnStride, float* panel, int depth, int stride)
    {
        var second = source + columnStride;
        var third = second + columnStride;
        var fourth = third + columnStride;
        var k = 0;
        for (; k + 4 <= depth; k += 4)
        {
            var a = Vector128.Load(source + k);
            var b = Vector128.Load(second + k);
            var c = Vector128.Load(third + k);
            var d = Vector128.Load(fourth + k);

            // Interleave twice: a0 c0 a1 c1 and b0 d0 b1 d1 give a0 b0 c0 d0 and a1 b1 c1 d1.
            var acLow = ZipLow(a, c);
            var acHigh = ZipHigh(a, c);
            var bdLow = ZipLow(b, d);
            var bdHigh = ZipHigh(b, d);
            ZipLow(acLow, bdLow).Store(panel + ((nint)k * stride));
            ZipHigh(acLow, bdLow).Store(panel + ((nint)(k + 1) * stride));
            ZipLow(acHigh, bdHigh).Store(panel + ((nint)(k + 2) * stride));
            ZipHigh(acHigh, bdHigh).Store(panel + ((nint)(k + 3) * stride));
        }

        TransposeOne(source, panel, k, depth, stride);
        TransposeOne(second, panel + 1, k, depth, stride);
        TransposeOne(third, panel + 2, k, depth, stride);
        TransposeOne(fourth, panel + 3, k, depth, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);

    private static void TransposeOne(float* source, float* panel, int from, int depth, int stride)
    {
        for (var k = from; k < depth; k++)
        {
            panel[(nint)k * stride] = source[k];
        }
    }
}
