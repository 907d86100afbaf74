using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>
/// Matrix micro-kernels for AVX-512. One tile of the product stays in 24 of the 32 registers while k runs over the
/// whole depth: two loads of B, twelve broadcasts of A and 24 fused multiply-adds per k, so the multiply-adds are the
/// limit. A is read in place through two strides (rows of a batch, or columns of its transpose); B is a packed panel.
/// </summary>
internal static unsafe class Tiles512
{
    /// <summary>tile[12, 32] = sum over k of a[row, k] b[k, 32].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows12Columns32(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c00a = Vector512<float>.Zero;
        var c00b = Vector512<float>.Zero;
        var c01a = Vector512<float>.Zero;
        var c01b = Vector512<float>.Zero;
        var c02a = Vector512<float>.Zero;
        var c02b = Vector512<float>.Zero;
        var c03a = Vector512<float>.Zero;
        var c03b = Vector512<float>.Zero;
        var c04a = Vector512<float>.Zero;
        var c04b = Vector512<float>.Zero;
        var c05a = Vector512<float>.Zero;
        var c05b = Vector512<float>.Zero;
        var c06a = Vector512<float>.Zero;
        var c06b = Vector512<float>.Zero;
        var c07a = Vector512<float>.Zero;
        var c07b = Vector512<float>.Zero;
        var c08a = Vector512<float>.Zero;
        var c08b = Vector512<float>.Zero;
        var c09a = Vector512<float>.Zero;
        var c09b = Vector512<float>.Zero;
        var c10a = Vector512<float>.Zero;
        var c10b = Vector512<float>.Zero;
        var c11a = Vector512<float>.Zero;
        var c11b = Vector512<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        var a8 = a + (8 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var x0 = Vector512.Create(*a0);
            c00a = Vector512.FusedMultiplyAdd(x0, ba, c00a);
            c00b = Vector512.FusedMultiplyAdd(x0, bb, c00b);
            var x1 = Vector512.Create(a0[rowStride]);
            c01a = Vector512.FusedMultiplyAdd(x1, ba, c01a);
            c01b = Vector512.FusedMultiplyAdd(x1, bb, c01b);
            var x2 = Vector512.Create(a0[stride2]);
            c02a = Vector512.FusedMultiplyAdd(x2, ba, c02a);
            c02b = Vector512.FusedMultiplyAdd(x2, bb, c02b);
            var x3 = Vector512.Create(a0[stride3]);
            c03a = Vector512.FusedMultiplyAdd(x3, ba, c03a);
            c03b = Vector512.FusedMultiplyAdd(x3, bb, c03b);
            var x4 = Vector512.Create(*a4);
            c04a = Vector512.FusedMultiplyAdd(x4, ba, c04a);
            c04b = Vector512.FusedMultiplyAdd(x4, bb, c04b);
            var x5 = Vector512.Create(a4[rowStride]);
            c05a = Vector512.FusedMultiplyAdd(x5, ba, c05a);
            c05b = Vector512.FusedMultiplyAdd(x5, bb, c05b);
            var x6 = Vector512.Create(a4[stride2]);
            c06a = Vector512.FusedMultiplyAdd(x6, ba, c06a);
            c06b = Vector512.FusedMultiplyAdd(x6, bb, c06b);
            var x7 = Vector512.Create(a4[stride3]);
            c07a = Vector512.FusedMultiplyAdd(x7, ba, c07a);
            c07b = Vector512.FusedMultiplyAdd(x7, bb, c07b);
            var x8 = Vector512.Create(*a8);
            c08a = Vector512.FusedMultiplyAdd(x8, ba, c08a);
            c08b = Vector512.FusedMultiplyAdd(x8, bb, c08b);
            var x9 = Vector512.Create(a8[rowStride]);
            c09a = Vector512.FusedMultiplyAdd(x9, ba, c09a);
            c09b = Vector512.FusedMultiplyAdd(x9, bb, c09b);
            var x10 = Vector512.Create(a8[stride2]);
            c10a = Vector512.FusedMultiplyAdd(x10, ba, c10a);
            c10b = Vector512.FusedMultiplyAdd(x10, bb, c10b);
            var x11 = Vector512.Create(a8[stride3]);
            c11a = Vector512.FusedMultiplyAdd(x11, ba, c11a);
            c11b = Vector512.FusedMultiplyAdd(x11, bb, c11b);
            a0 += depthStride;
            a4 += depthStride;
            a8 += depthStride;
            b += 32;
        }

        c00a.Store(tile);
        c00b.Store(tile + 16);
        c01a.Store(tile + 32);
        c01b.Store(tile + 48);
        c02a.Store(tile + 64);
        c02b.Store(tile + 80);
        c03a.Store(tile + 96);
        c03b.Store(tile + 112);
        c04a.Store(tile + 128);
        c04b.Store(tile + 144);
        c05a.Store(tile + 160);
        c05b.Store(tile + 176);
        c06a.Store(tile + 192);
        c06b.Store(tile + 208);
        c07a.Store(tile + 224);
        c07b.Store(tile + 240);
        c08a.Store(tile + 256);
        c08b.Store(tile + 272);
        c09a.Store(tile + 288);
        c09b.Store(tile + 304);
        c10a.Store(tile + 320);
        c10b.Store(tile + 336);
        c11a.Store(tile + 352);
        c11b.Store(tile + 368);
    }

    /// <summary>tile[12, 16]: the half panel at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows12Columns16(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        var c00a = Vector512<float>.Zero;
        var c01a = Vector512<float>.Zero;
        var c02a = Vector512<float>.Zero;
        var c03a = Vector512<float>.Zero;
        var c04a = Vector512<float>.Zero;
        var c05a = Vector512<float>.Zero;
        var c06a = Vector512<float>.Zero;
        var c07a = Vector512<float>.Zero;
        var c08a = Vector512<float>.Zero;
        var c09a = Vector512<float>.Zero;
        var c10a = Vector512<float>.Zero;
        var c11a = Vector512<float>.Zero;
        var stride2 = 2 * rowStride;
        var stride3 = 3 * rowStride;
        var a0 = a;
        var a4 = a + (4 * rowStride);
        var a8 = a + (8 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector512.Load(b);
            var x0 = Vector512.Create(*a0);
            c00a = Vector512.FusedMultiplyAdd(x0, ba, c00a);
            var x1 = Vector512.Create(a0[rowStride]);
            c01a = Vector512.FusedMultiplyAdd(x1, ba, c01a);
            var x2 = Vector512.Create(a0[stride2]);
            c02a = Vector512.FusedMultiplyAdd(x2, ba, c02a);
            var x3 = Vector512.Create(a0[stride3]);
            c03a = Vector512.FusedMultiplyAdd(x3, ba, c03a);
            var x4 = Vector512.Create(*a4);
            c04a = Vector512.FusedMultiplyAdd(x4, ba, c04a);
            var x5 = Vector512.Create(a4[rowStride]);
            c05a = Vector512.FusedMultiplyAdd(x5, ba, c05a);
            var x6 = Vector512.Create(a4[stride2]);
            c06a = Vector512.FusedMultiplyAdd(x6, ba, c06a);
            var x7 = Vector512.Create(a4[stride3]);
            c07a = Vector512.FusedMultiplyAdd(x7, ba, c07a);
            var x8 = Vector512.Create(*a8);
            c08a = Vector512.FusedMultiplyAdd(x8, ba, c08a);
            var x9 = Vector512.Create(a8[rowStride]);
            c09a = Vector512.FusedMultiplyAdd(x9, ba, c09a);
            var x10 = Vector512.Create(a8[stride2]);
            c10a = Vector512.FusedMultiplyAdd(x10, ba, c10a);
            var x11 = Vector512.Create(a8[stride3]);
            c11a = Vector512.FusedMultiplyAdd(x11, ba, c11a);
            a0 += depthStride;
            a4 += depthStride;
            a8 += depthStride;
            b += 16;
        }

        c00a.Store(tile);
        c01a.Store(tile + 16);
        c02a.Store(tile + 32);
        c03a.Store(tile + 48);
        c04a.Store(tile + 64);
        c05a.Store(tile + 80);
        c06a.Store(tile + 96);
        c07a.Store(tile + 112);
        c08a.Store(tile + 128);
        c09a.Store(tile + 144);
        c10a.Store(tile + 160);
        c11a.Store(tile + 176);
    }

    /// <summary>tile[1, 32]: fewer rows than a full tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns32(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector512<float>.Zero;
        var c0b = Vector512<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var x0 = Vector512.Create(*a);
            c0a = Vector512.FusedMultiplyAdd(x0, ba, c0a);
            c0b = Vector512.FusedMultiplyAdd(x0, bb, c0b);
            a += depthStride;
            b += 32;
        }

        c0a.Store(tile);
        c0b.Store(tile + 16);
    }

    /// <summary>tile[1, 16]: fewer rows than a full tile, at the right edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Columns16(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile)
    {
        _ = rowStride;
        var c0a = Vector512<float>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = Vector512.Load(b);
            var x0 = Vector512.Create(*a);
            c0a = Vector512.FusedMultiplyAdd(x0, ba, c0a);
            a += depthStride;
            b += 16;
        }

        c0a.Store(tile);
    }
}
