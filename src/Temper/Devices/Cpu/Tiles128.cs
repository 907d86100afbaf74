using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>
/// Matrix micro-kernels for NEON and for SSE with FMA3: 12 registers hold the tile, so that 16 are enough.
/// </summary>
internal static unsafe class Tiles128
{
    /// <summary>tile[6, 8] = sum over k of a[row, k] b[k, 8].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6Columns8(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c0a = Vector128<float>.Zero;
        var c0b = Vector128<float>.Zero;
        var c1a = Vector128<float>.Zero;
        var c1b = Vector128<float>.Zero;
        var c2a = Vector128<float>.Zero;
        var c2b = Vector128<float>.Zero;
        var c3a = Vector128<float>.Zero;
        var c3b = Vector128<float>.Zero;
        var c4a = Vector128<float>.Zero;
        var c4b = Vector128<float>.Zero;
        var c5a = Vector128<float>.Zero;
        var c5b = Vector128<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector128.Load(b);
            var bb = Vector128.Load(b + 4);
            var x0 = Vector128.Create(*a0);
            c0a = Vector128.FusedMultiplyAdd(x0, ba, c0a);
            c0b = Vector128.FusedMultiplyAdd(x0, bb, c0b);
            var x1 = Vector128.Create(a0[rowStride]);
            c1a = Vector128.FusedMultiplyAdd(x1, ba, c1a);
            c1b = Vector128.FusedMultiplyAdd(x1, bb, c1b);
            var x2 = Vector128.Create(a0[stride2]);
            c2a = Vector128.FusedMultiplyAdd(x2, ba, c2a);
            c2b = Vector128.FusedMultiplyAdd(x2, bb, c2b);
            var x3 = Vector128.Create(a0[stride3]);
            c3a = Vector128.FusedMultiplyAdd(x3, ba, c3a);
            c3b = Vector128.FusedMultiplyAdd(x3, bb, c3b);
            var x4 = Vector128.Create(*a4);
            c4a = Vector128.FusedMultiplyAdd(x4, ba, c4a);
            c4b = Vector128.FusedMultiplyAdd(x4, bb, c4b);
            var x5 = Vector128.Create(a4[rowStride]);
            c5a = Vector128.FusedMultiplyAdd(x5, ba, c5a);
            c5b = Vector128.FusedMultiplyAdd(x5, bb, c5b);
            a0 += depthStride;
            a4 += depthStride;
            b += 8;
        }

        c0a.Store(tile);
        c0b.Store(tile + 4);
        c1a.Store(tile + 8);
        c1b.Store(tile + 12);
        c2a.Store(tile + 16);
        c2b.Store(tile + 20);
        c3a.Store(tile + 24);
        c3b.Store(tile + 28);
        c4a.Store(tile + 32);
        c4b.Store(tile + 36);
        c5a.Store(tile + 40);
        c5b.Store(tile + 44);
    }

    /// <summary>tile[6, 4]: the half panel at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6Columns4(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c0a = Vector128<float>.Zero;
        var c1a = Vector128<float>.Zero;
        var c2a = Vector128<float>.Zero;
        var c3a = Vector128<float>.Zero;
        var c4a = Vector128<float>.Zero;
        var c5a = Vector128<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector128.Load(b);
            var x0 = Vector128.Create(*a0);
            c0a = Vector128.FusedMultiplyAdd(x0, ba, c0a);
            var x1 = Vector128.Create(a0[rowStride]);
            c1a = Vector128.FusedMultiplyAdd(x1, ba, c1a);
            var x2 = Vector128.Create(a0[stride2]);
            c2a = Vector128.FusedMultiplyAdd(x2, ba, c2a);
            var x3 = Vector128.Create(a0[stride3]);
            c3a = Vector128.FusedMultiplyAdd(x3, ba, c3a);
            var x4 = Vector128.Create(*a4);
            c4a = Vector128.FusedMultiplyAdd(x4, ba, c4a);
            var x5 = Vector128.Create(a4[rowStride]);
            c5a = Vector128.FusedMultiplyAdd(x5, ba, c5a);
            a0 += depthStride;
            a4 += depthStride;
            b += 4;
        }

        c0a.Store(tile);
        c1a.Store(tile + 4);
        c2a.Store(tile + 8);
        c3a.Store(tile + 12);
        c4a.Store(tile + 16);
        c5a.Store(tile + 20);
    }

    /// <summary>tile[1, 8]: fewer rows than a full tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns8(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector128<float>.Zero;
        var c0b = Vector128<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector128.Load(b);
            var bb = Vector128.Load(b + 4);
            var x0 = Vector128.Create(*a);
            c0a = Vector128.FusedMultiplyAdd(x0, ba, c0a);
            c0b = Vector128.FusedMultiplyAdd(x0, bb, c0b);
            a += depthStride;
            b += 8;
        }

        c0a.Store(tile);
        c0b.Store(tile + 4);
    }

    /// <summary>tile[1, 4]: fewer rows than a full tile, at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns4(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector128<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector128.Load(b);
            var x0 = Vector128.Create(*a);
            c0a = Vector128.FusedMultiplyAdd(x0, ba, c0a);
            a += depthStride;
            b += 4;
        }

        c0a.Store(tile);
    }
}
