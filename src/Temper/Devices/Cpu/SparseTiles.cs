using System.Numerics;
using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu;

/// <summary>
/// Matrix micro-kernels that skip zeros: as <see cref="Tiles{TLane}"/>, but only for the k at which one row of a pair is
/// not zero. What is skipped would have added 0 * b = 0, so the bits are the same.
/// </summary>
/// <remarks>
/// Dark pixels, and units that ReLU or dropout has set to 0, make up half to nine tenths of what a net's layers read. A
/// pair of rows by 3 vectors is 6 multiply-adds to 5 loads, still bound by the multiply-adds; rows in larger groups have
/// fewer zeros in common. A word of 64 bits says which k to visit; its lowest bit is the next. The last vector starts at
/// column "last" and may overlap the one before, which then computes the same numbers: so a panel of any width, from one
/// vector on, is done in whole vectors.
/// </remarks>
internal static unsafe class SparseTiles<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    /// <summary>Pairs of rows by four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vectors4(in SparseRows rows, float* b, nint bStride, float* c, nint cStride, nint last, bool add)
    {
        var a = rows.A;
        var depthStride = rows.DepthStride;
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var next = c + cStride;
            var c0a = add ? TLane.Load(c) : TLane.Zero;
            var c0b = add ? TLane.Load(c + TLane.Count) : TLane.Zero;
            var c0c = add ? TLane.Load(c + (2 * TLane.Count)) : TLane.Zero;
            var c0d = add ? TLane.Load(c + last) : TLane.Zero;
            var c1a = add ? TLane.Load(next) : TLane.Zero;
            var c1b = add ? TLane.Load(next + TLane.Count) : TLane.Zero;
            var c1c = add ? TLane.Load(next + (2 * TLane.Count)) : TLane.Zero;
            var c1d = add ? TLane.Load(next + last) : TLane.Zero;
            for (var word = 0; word < rows.Words; word++)
            {
                var wordA = a + (word * SparseRows.WordBits * depthStride);
                var wordB = b + (word * SparseRows.WordBits * bStride);
                for (var left = rows.Masks[(word * rows.MaskStride) + pair]; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var rowB = wordB + (k * bStride);
                    var first = wordA + (k * depthStride);
                    var ba = TLane.Load(rowB);
                    var bb = TLane.Load(rowB + TLane.Count);
                    var bc = TLane.Load(rowB + (2 * TLane.Count));
                    var bd = TLane.Load(rowB + last);
                    var x0 = TLane.Broadcast(first);
                    c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
                    c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
                    c0c = TLane.FusedMultiplyAdd(x0, bc, c0c);
                    c0d = TLane.FusedMultiplyAdd(x0, bd, c0d);
                    var x1 = TLane.Broadcast(first + rows.RowStride);
                    c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
                    c1b = TLane.FusedMultiplyAdd(x1, bb, c1b);
                    c1c = TLane.FusedMultiplyAdd(x1, bc, c1c);
                    c1d = TLane.FusedMultiplyAdd(x1, bd, c1d);
                }
            }

            c0a.Store(c);
            c0b.Store(c + TLane.Count);
            c0c.Store(c + (2 * TLane.Count));
            c0d.Store(c + last);
            c1a.Store(next);
            c1b.Store(next + TLane.Count);
            c1c.Store(next + (2 * TLane.Count));
            c1d.Store(next + last);
            a += 2 * rows.RowStride;
            c += 2 * cStride;
        }
    }

    /// <summary>Pairs of rows by three vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vectors3(in SparseRows rows, float* b, nint bStride, float* c, nint cStride, nint last, bool add)
    {
        var a = rows.A;
        var depthStride = rows.DepthStride;
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var next = c + cStride;
            var c0a = add ? TLane.Load(c) : TLane.Zero;
            var c0b = add ? TLane.Load(c + TLane.Count) : TLane.Zero;
            var c0c = add ? TLane.Load(c + last) : TLane.Zero;
            var c1a = add ? TLane.Load(next) : TLane.Zero;
            var c1b = add ? TLane.Load(next + TLane.Count) : TLane.Zero;
            var c1c = add ? TLane.Load(next + last) : TLane.Zero;
            for (var word = 0; word < rows.Words; word++)
            {
                var wordA = a + (word * SparseRows.WordBits * depthStride);
                var wordB = b + (word * SparseRows.WordBits * bStride);
                for (var left = rows.Masks[(word * rows.MaskStride) + pair]; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var rowB = wordB + (k * bStride);
                    var first = wordA + (k * depthStride);
                    var ba = TLane.Load(rowB);
                    var bb = TLane.Load(rowB + TLane.Count);
                    var bc = TLane.Load(rowB + last);
                    var x0 = TLane.Broadcast(first);
                    c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
                    c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
                    c0c = TLane.FusedMultiplyAdd(x0, bc, c0c);
                    var x1 = TLane.Broadcast(first + rows.RowStride);
                    c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
                    c1b = TLane.FusedMultiplyAdd(x1, bb, c1b);
                    c1c = TLane.FusedMultiplyAdd(x1, bc, c1c);
                }
            }

            c0a.Store(c);
            c0b.Store(c + TLane.Count);
            c0c.Store(c + last);
            c1a.Store(next);
            c1b.Store(next + TLane.Count);
            c1c.Store(next + last);
            a += 2 * rows.RowStride;
            c += 2 * cStride;
        }
    }

    /// <summary>Pairs of rows by two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vectors2(in SparseRows rows, float* b, nint bStride, float* c, nint cStride, nint last, bool add)
    {
        var a = rows.A;
        var depthStride = rows.DepthStride;
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var next = c + cStride;
            var c0a = add ? TLane.Load(c) : TLane.Zero;
            var c0b = add ? TLane.Load(c + last) : TLane.Zero;
            var c1a = add ? TLane.Load(next) : TLane.Zero;
            var c1b = add ? TLane.Load(next + last) : TLane.Zero;
            for (var word = 0; word < rows.Words; word++)
            {
                var wordA = a + (word * SparseRows.WordBits * depthStride);
                var wordB = b + (word * SparseRows.WordBits * bStride);
                for (var left = rows.Masks[(word * rows.MaskStride) + pair]; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var rowB = wordB + (k * bStride);
                    var first = wordA + (k * depthStride);
                    var ba = TLane.Load(rowB);
                    var bb = TLane.Load(rowB + last);
                    var x0 = TLane.Broadcast(first);
                    c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
                    c0b = TLane.FusedMultiplyAdd(x0, bb, c0b);
                    var x1 = TLane.Broadcast(first + rows.RowStride);
                    c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
                    c1b = TLane.FusedMultiplyAdd(x1, bb, c1b);
                }
            }

            c0a.Store(c);
            c0b.Store(c + last);
            c1a.Store(next);
            c1b.Store(next + last);
            a += 2 * rows.RowStride;
            c += 2 * cStride;
        }
    }

    /// <summary>Pairs of rows by one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vectors1(in SparseRows rows, float* b, nint bStride, float* c, nint cStride, bool add)
    {
        var a = rows.A;
        var depthStride = rows.DepthStride;
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var next = c + cStride;
            var c0a = add ? TLane.Load(c) : TLane.Zero;
            var c1a = add ? TLane.Load(next) : TLane.Zero;
            for (var word = 0; word < rows.Words; word++)
            {
                var wordA = a + (word * SparseRows.WordBits * depthStride);
                var wordB = b + (word * SparseRows.WordBits * bStride);
                for (var left = rows.Masks[(word * rows.MaskStride) + pair]; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var rowB = wordB + (k * bStride);
                    var first = wordA + (k * depthStride);
                    var ba = TLane.Load(rowB);
                    var x0 = TLane.Broadcast(first);
                    c0a = TLane.FusedMultiplyAdd(x0, ba, c0a);
                    var x1 = TLane.Broadcast(first + rows.RowStride);
                    c1a = TLane.FusedMultiplyAdd(x1, ba, c1a);
                }
            }

            c0a.Store(c);
            c1a.Store(next);
            a += 2 * rows.RowStride;
            c += 2 * cStride;
        }
    }
}
