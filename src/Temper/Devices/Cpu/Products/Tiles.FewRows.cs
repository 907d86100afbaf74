using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <content>Tiles of 4 rows and of 1.</content>
internal static unsafe partial class Tiles<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4Vectors3(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero; var c0c = TLane.Zero;
        var c1a = TLane.Zero; var c1b = TLane.Zero; var c1c = TLane.Zero;
        var c2a = TLane.Zero; var c2b = TLane.Zero; var c2c = TLane.Zero;
        var c3a = TLane.Zero; var c3b = TLane.Zero; var c3c = TLane.Zero;
        var stride3 = 3 * rowStride;
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
            a += depthStride;
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4Vectors2(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero;
        var c1a = TLane.Zero; var c1b = TLane.Zero;
        var c2a = TLane.Zero; var c2b = TLane.Zero;
        var c3a = TLane.Zero; var c3b = TLane.Zero;
        var stride3 = 3 * rowStride;
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
            a += depthStride;
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4Vectors1(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero;
        var c1a = TLane.Zero;
        var c2a = TLane.Zero;
        var c3a = TLane.Zero;
        var stride3 = 3 * rowStride;
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            c0a = TLane.FusedMultiplyAdd(a, ba, c0a);
            c1a = TLane.FusedMultiplyAdd(a + rowStride, ba, c1a);
            c2a = TLane.FusedMultiplyAdd(a + (2 * rowStride), ba, c2a);
            c3a = TLane.FusedMultiplyAdd(a + stride3, ba, c3a);
            a += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c1a.Store(c + cStride);
        c2a.Store(c + (2 * cStride));
        c3a.Store(c + (3 * cStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Vectors3(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero; var c0c = TLane.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            var bb = TLane.Load(b + TLane.Count);
            var bc = TLane.Load(b + (2 * TLane.Count));
            var x0 = TLane.Broadcast(a);
            c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
            c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
            c0c = TLane.FusedMultiplyAdd(x0, bc, c0c);
            a += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c0b.Store(c + TLane.Count);
        c0c.Store(c + (2 * TLane.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Vectors2(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero; var c0b = TLane.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            var bb = TLane.Load(b + TLane.Count);
            var x0 = TLane.Broadcast(a);
            c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
            c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
            a += depthStride;
            b += bStride;
        }

        c0a.Store(c);
        c0b.Store(c + TLane.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1Vectors1(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride)
    {
        var c0a = TLane.Zero;
        for (var k = 0; k < depth; k++)
        {
            var ba = TLane.Load(b);
            c0a = TLane.FusedMultiplyAdd(a, ba, c0a);
            a += depthStride;
            b += bStride;
        }

        c0a.Store(c);
    }
}
