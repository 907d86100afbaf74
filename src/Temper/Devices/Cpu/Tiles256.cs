using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>
/// Matrix micro-kernels for AVX2: 12 of the 16 registers hold the tile, two the panel of B, one the broadcast of A.
/// </summary>
internal static unsafe class Tiles256
{
    /// <summary>tile[6, 16] = sum over k of a[row, k] b[k, 16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6Columns16(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c0a = Vector256<float>.Zero;
        var c0b = Vector256<float>.Zero;
        var c1a = Vector256<float>.Zero;
        var c1b = Vector256<float>.Zero;
        var c2a = Vector256<float>.Zero;
        var c2b = Vector256<float>.Zero;
        var c3a = Vector256<float>.Zero;
        var c3b = Vector256<float>.Zero;
        var c4a = Vector256<float>.Zero;
        var c4b = Vector256<float>.Zero;
        var c5a = Vector256<float>.Zero;
        var c5b = Vector256<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector256.Load(b);
            var bb = Vector256.Load(b + 8);
            var x0 = Vector256.Create(*a0);
            c0a = Vector256.FusedMultiplyAdd(x0, ba, c0a);
            c0b = Vector256.FusedMultiplyAdd(x0, bb, c0b);
            var x1 = Vector256.Create(a0[rowStride]);
            c1a = Vector256.FusedMultiplyAdd(x1, ba, c1a);
            c1b = Vector256.FusedMultiplyAdd(x1, bb, c1b);
            var x2 = Vector256.Create(a0[stride2]);
            c2a = Vector256.FusedMultiplyAdd(x2, ba, c2a);
            c2b = Vector256.FusedMultiplyAdd(x2, bb, c2b);
            var x3 = Vector256.Create(a0[stride3]);
            c3a = Vector256.FusedMultiplyAdd(x3, ba, c3a);
            c3b = Vector256.FusedMultiplyAdd(x3, bb, c3b);
            var x4 = Vector256.Create(*a4);
            c4a = Vector256.FusedMultiplyAdd(x4, ba, c4a);
            c4b = Vector256.FusedMultiplyAdd(x4, bb, c4b);
            var x5 = Vector256.Create(a4[rowStride]);
            c5a = Vector256.FusedMultiplyAdd(x5, ba, c5a);
            c5b = Vector256.FusedMultiplyAdd(x5, bb, c5b);
            a0 += depthStride;
            a4 += depthStride;
            b += 16;
        }

        c0a.Store(tile);
        c0b.Store(tile + 8);
        c1a.Store(tile + 16);
        c1b.Store(tile + 24);
        c2a.Store(tile + 32);
        c2b.Store(tile + 40);
        c3a.Store(tile + 48);
        c3b.Store(tile + 56);
        c4a.Store(tile + 64);
        c4b.Store(tile + 72);
        c5a.Store(tile + 80);
        c5b.Store(tile + 88);
    }

    /// <summary>tile[6, 8]: the half panel at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6Columns8(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c0a = Vector256<float>.Zero;
        var c1a = Vector256<float>.Zero;
        var c2a = Vector256<float>.Zero;
        var c3a = Vector256<float>.Zero;
        var c4a = Vector256<float>.Zero;
        var c5a = Vector256<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector256.Load(b);
            var x0 = Vector256.Create(*a0);
            c0a = Vector256.FusedMultiplyAdd(x0, ba, c0a);
            var x1 = Vector256.Create(a0[rowStride]);
            c1a = Vector256.FusedMultiplyAdd(x1, ba, c1a);
            var x2 = Vector256.Create(a0[stride2]);
            c2a = Vector256.FusedMultiplyAdd(x2, ba, c2a);
            var x3 = Vector256.Create(a0[stride3]);
            c3a = Vector256.FusedMultiplyAdd(x3, ba, c3a);
            var x4 = Vector256.Create(*a4);
            c4a = Vector256.FusedMultiplyAdd(x4, ba, c4a);
            var x5 = Vector256.Create(a4[rowStride]);
            c5a = Vector256.FusedMultiplyAdd(x5, ba, c5a);
            a0 += depthStride;
            a4 += depthStride;
            b += 8;
        }

        c0a.Store(tile);
        c1a.Store(tile + 8);
        c2a.Store(tile + 16);
        c3a.Store(tile + 24);
        c4a.Store(tile + 32);
        c5a.Store(tile + 40);
    }

    /// <summary>tile[1, 16]: fewer rows than a full tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns16(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector256<float>.Zero;
        var c0b = Vector256<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector256.Load(b);
            var bb = Vector256.Load(b + 8);
            var x0 = Vector256.Create(*a);
            c0a = Vector256.FusedMultiplyAdd(x0, ba, c0a);
            c0b = Vector256.FusedMultiplyAdd(x0, bb, c0b);
            a += depthStride;
            b += 16;
        }

        c0a.Store(tile);
        c0b.Store(tile + 8);
    }

    /// <summary>tile[1, 8]: fewer rows than a full tile, at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns8(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector256<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector256.Load(b);
            var x0 = Vector256.Create(*a);
            c0a = Vector256.FusedMultiplyAdd(x0, ba, c0a);
            a += depthStride;
            b += 8;
        }

        c0a.Store(tile);
    }
}
