using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>
/// Matrix micro-kernels, written once over lanes. Each keeps a tile of C of some rows by 1 to 3 vectors in registers
/// while k runs over the whole depth: c[row, column] = sum over k of a[row, k] b[k, column], k ascending, one fused
/// multiply-add each, so that every lane width gives the same bits.
/// </summary>
/// <remarks>
/// A is read in place through two strides (rows of a batch, or columns of its transpose), one broadcast for all vectors
/// of a row; B's row k starts at b + k * bStride. 8 rows by 3 vectors hold 24 sums, 3 vectors of B and one of A: 28 of
/// AVX-512's 32 registers, and 24 multiply-adds to 11 loads, so that the multiply-adds are the limit. 4 rows by 3
/// vectors fill the 16 registers of AVX2. Only whole vectors are read and written. One method per tile, with no call in
/// the loop, because the just-in-time compiler then keeps all sums in registers.
/// </remarks>
internal static unsafe partial class Tiles<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8Vectors3(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero; var c0c = TLane.Zero;
        var c1a = TLane.Zero; var c1b = TLane.Zero; var c1c = TLane.Zero;
        var c2a = TLane.Zero; var c2b = TLane.Zero; var c2c = TLane.Zero;
        var c3a = TLane.Zero; var c3b = TLane.Zero; var c3c = TLane.Zero;
        var c4a = TLane.Zero; var c4b = TLane.Zero; var c4c = TLane.Zero;
        var c5a = TLane.Zero; var c5b = TLane.Zero; var c5c = TLane.Zero;
        var c6a = TLane.Zero; var c6b = TLane.Zero; var c6c = TLane.Zero;
        var c7a = TLane.Zero; var c7b = TLane.Zero; var c7c = TLane.Zero;
        var stride3 = 3 * rowStride;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            var bb = TLane.Load(b + TLane.Count);
            var bc = TLane.Load(b + (2 * TLane.Count));
            var x0 = TLane.Broadcast(a);
            c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
            c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
            c0c = TLane.FusedMultiplyAdd(x0, bc, c0c);
            var x1 = TLane.Broadcast(a + rowStride);
            c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
            c1b = TLane.FusedMultiplyAdd(x1, bb, c1b);
            c1c = TLane.FusedMultiplyAdd(x1, bc, c1c);
            var x2 = TLane.Broadcast(a + (2 * rowStride));
            c2a = TLane.FusedMultiplyAdd(x2, ba, c2a);
            c2b = TLane.FusedMultiplyAdd(x2, bb, c2b);
            c2c = TLane.FusedMultiplyAdd(x2, bc, c2c);
            var x3 = TLane.Broadcast(a + stride3);
            c3a = TLane.FusedMultiplyAdd(x3, ba, c3a);
            c3b = TLane.FusedMultiplyAdd(x3, bb, c3b);
            c3c = TLane.FusedMultiplyAdd(x3, bc, c3c);
            var x4 = TLane.Broadcast(a4);
            c4a = TLane.FusedMultiplyAdd(x4, ba, c4a);
            c4b = TLane.FusedMultiplyAdd(x4, bb, c4b);
            c4c = TLane.FusedMultiplyAdd(x4, bc, c4c);
            var x5 = TLane.Broadcast(a4 + rowStride);
            c5a = TLane.FusedMultiplyAdd(x5, ba, c5a);
            c5b = TLane.FusedMultiplyAdd(x5, bb, c5b);
            c5c = TLane.FusedMultiplyAdd(x5, bc, c5c);
            var x6 = TLane.Broadcast(a4 + (2 * rowStride));
            c6a = TLane.FusedMultiplyAdd(x6, ba, c6a);
            c6b = TLane.FusedMultiplyAdd(x6, bb, c6b);
            c6c = TLane.FusedMultiplyAdd(x6, bc, c6c);
            var x7 = TLane.Broadcast(a4 + stride3);
            c7a = TLane.FusedMultiplyAdd(x7, ba, c7a);
            c7b = TLane.FusedMultiplyAdd(x7, bb, c7b);
            c7c = TLane.FusedMultiplyAdd(x7, bc, c7c);
            a += depthStride;
            a4 += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c0b.Store(c + TLane.Count);
        c0c.Store(c + (2 * TLane.Count));
        c1a.Store(c + cStride);
        c1b.Store(c + cStride + TLane.Count);
        c1c.Store(c + cStride + (2 * TLane.Count));
        c2a.Store(c + (2 * cStride));
        c2b.Store(c + (2 * cStride) + TLane.Count);
        c2c.Store(c + (2 * cStride) + (2 * TLane.Count));
        c3a.Store(c + (3 * cStride));
        c3b.Store(c + (3 * cStride) + TLane.Count);
        c3c.Store(c + (3 * cStride) + (2 * TLane.Count));
        c4a.Store(c + (4 * cStride));
        c4b.Store(c + (4 * cStride) + TLane.Count);
        c4c.Store(c + (4 * cStride) + (2 * TLane.Count));
        c5a.Store(c + (5 * cStride));
        c5b.Store(c + (5 * cStride) + TLane.Count);
        c5c.Store(c + (5 * cStride) + (2 * TLane.Count));
        c6a.Store(c + (6 * cStride));
        c6b.Store(c + (6 * cStride) + TLane.Count);
        c6c.Store(c + (6 * cStride) + (2 * TLane.Count));
        c7a.Store(c + (7 * cStride));
        c7b.Store(c + (7 * cStride) + TLane.Count);
        c7c.Store(c + (7 * cStride) + (2 * TLane.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8Vectors2(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero;
        var c1a = TLane.Zero; var c1b = TLane.Zero;
        var c2a = TLane.Zero; var c2b = TLane.Zero;
        var c3a = TLane.Zero; var c3b = TLane.Zero;
        var c4a = TLane.Zero; var c4b = TLane.Zero;
        var c5a = TLane.Zero; var c5b = TLane.Zero;
        var c6a = TLane.Zero; var c6b = TLane.Zero;
        var c7a = TLane.Zero; var c7b = TLane.Zero;
        var stride3 = 3 * rowStride;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            var bb = TLane.Load(b + TLane.Count);
            var x0 = TLane.Broadcast(a);
            c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
            c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
            var x1 = TLane.Broadcast(a + rowStride);
            c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
            c1b = TLane.FusedMultiplyAdd(x1, bb, c1b);
            var x2 = TLane.Broadcast(a + (2 * rowStride));
            c2a = TLane.FusedMultiplyAdd(x2, ba, c2a);
            c2b = TLane.FusedMultiplyAdd(x2, bb, c2b);
            var x3 = TLane.Broadcast(a + stride3);
            c3a = TLane.FusedMultiplyAdd(x3, ba, c3a);
            c3b = TLane.FusedMultiplyAdd(x3, bb, c3b);
            var x4 = TLane.Broadcast(a4);
            c4a = TLane.FusedMultiplyAdd(x4, ba, c4a);
            c4b = TLane.FusedMultiplyAdd(x4, bb, c4b);
            var x5 = TLane.Broadcast(a4 + rowStride);
            c5a = TLane.FusedMultiplyAdd(x5, ba, c5a);
            c5b = TLane.FusedMultiplyAdd(x5, bb, c5b);
            var x6 = TLane.Broadcast(a4 + (2 * rowStride));
            c6a = TLane.FusedMultiplyAdd(x6, ba, c6a);
            c6b = TLane.FusedMultiplyAdd(x6, bb, c6b);
            var x7 = TLane.Broadcast(a4 + stride3);
            c7a = TLane.FusedMultiplyAdd(x7, ba, c7a);
            c7b = TLane.FusedMultiplyAdd(x7, bb, c7b);
            a += depthStride;
            a4 += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c0b.Store(c + TLane.Count);
        c1a.Store(c + cStride);
        c1b.Store(c + cStride + TLane.Count);
        c2a.Store(c + (2 * cStride));
        c2b.Store(c + (2 * cStride) + TLane.Count);
        c3a.Store(c + (3 * cStride));
        c3b.Store(c + (3 * cStride) + TLane.Count);
        c4a.Store(c + (4 * cStride));
        c4b.Store(c + (4 * cStride) + TLane.Count);
        c5a.Store(c + (5 * cStride));
        c5b.Store(c + (5 * cStride) + TLane.Count);
        c6a.Store(c + (6 * cStride));
        c6b.Store(c + (6 * cStride) + TLane.Count);
        c7a.Store(c + (7 * cStride));
        c7b.Store(c + (7 * cStride) + TLane.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8Vectors1(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero;
        var c1a = TLane.Zero;
        var c2a = TLane.Zero;
        var c3a = TLane.Zero;
        var c4a = TLane.Zero;
        var c5a = TLane.Zero;
        var c6a = TLane.Zero;
        var c7a = TLane.Zero;
        var stride3 = 3 * rowStride;
        var a4 = a + (4 * rowStride);
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            c0a = TLane.FusedMultiplyAdd(a, ba, c0a);
            c1a = TLane.FusedMultiplyAdd(a + rowStride, ba, c1a);
            c2a = TLane.FusedMultiplyAdd(a + (2 * rowStride), ba, c2a);
            c3a = TLane.FusedMultiplyAdd(a + stride3, ba, c3a);
            c4a = TLane.FusedMultiplyAdd(a4, ba, c4a);
            c5a = TLane.FusedMultiplyAdd(a4 + rowStride, ba, c5a);
            c6a = TLane.FusedMultiplyAdd(a4 + (2 * rowStride), ba, c6a);
            c7a = TLane.FusedMultiplyAdd(a4 + stride3, ba, c7a);
            a += depthStride;
            a4 += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c1a.Store(c + cStride);
        c2a.Store(c + (2 * cStride));
        c3a.Store(c + (3 * cStride));
        c4a.Store(c + (4 * cStride));
        c5a.Store(c + (5 * cStride));
        c6a.Store(c + (6 * cStride));
        c7a.Store(c + (7 * cStride));
    }
}
