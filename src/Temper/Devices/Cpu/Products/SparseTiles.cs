using System.Numerics;
using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>
/// Matrix micro-kernels that skip zeros: one row of C, of 4 to 13 vectors, stays in registers while a block of the depth
/// is added to it, visiting only the k at which the row of A is not zero. What is skipped would have added 0 * b = 0, so
/// the bits are the same.
/// </summary>
/// <remarks>
/// Dark pixels, and units that ReLU or dropout has set to 0, make up half to nine tenths of what a net's layers read. A
/// visit of 13 vectors is 13 multiply-adds to 14 loads, which two loads a cycle nearly keep up with as long as no load
/// crosses a cache line: so B comes packed, aligned and padded to whole vectors, a block of 32 rows at a time that stays
/// in the first-level cache, and C is a padded scratch. With fewer than 8 vectors the latency of a multiply-add is the
/// limit. Pairs of rows by 3 or 4 vectors, which share their loads, have fewer zeros in common and were a third slower.
/// The lowest bit of a mask is the next k. The numbers of A for the next block are asked for on the way.
/// </remarks>
internal static unsafe class SparseTiles<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    /// <summary>Vectors of the widest kernel: 13 sums and a broadcast fit into 16 registers.</summary>
    public const int MostVectors = 13;

    /// <summary>The vectors of the narrowest kernel that has at least so many.</summary>
    public static int Vectors(int atLeast) => atLeast switch
    {
        <= 4 => 4,
        <= 7 => 7,
        <= 10 => 10,
        _ => MostVectors,
    };

    /// <summary>C = the sums so far + the block, for so many rows from that one on.</summary>
    public static void Add(in SparseRows rows, int first, int count)
    {
        var a = rows.A + (first * rows.RowStride);
        var masks = rows.Masks + first;
        var sums = rows.Sums + (first * rows.SumsStride);
        var c = rows.C + (first * rows.Vectors * TLane.Count);
        switch (rows.Vectors)
        {
            case 4:
                Vectors4(rows, a, masks, sums, c, count);
                break;
            case 7:
                Vectors7(rows, a, masks, sums, c, count);
                break;
            case 10:
                Vectors10(rows, a, masks, sums, c, count);
                break;
            default:
                Vectors13(rows, a, masks, sums, c, count);
                break;
        }
    }

    /// <summary>Rows of thirteen vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors13(in SparseRows rows, float* a, uint* masks, float* sums, float* c, int count)
    {
        var b = rows.B;
        var depthStride = rows.DepthStride;
        var first = rows.SumsStride == 0;
        for (; count > 0; count--)
        {
            var left = *masks++;
            Memory.PrefetchBlock(a);
            if (left != 0 || first)
            {
                var ca = TLane.Load(sums);
                var cb = TLane.Load(sums + TLane.Count);
                var cc = TLane.Load(sums + (2 * TLane.Count));
                var cd = TLane.Load(sums + (3 * TLane.Count));
                var ce = TLane.Load(sums + (4 * TLane.Count));
                var cf = TLane.Load(sums + (5 * TLane.Count));
                var cg = TLane.Load(sums + (6 * TLane.Count));
                var ch = TLane.Load(sums + (7 * TLane.Count));
                var ci = TLane.Load(sums + (8 * TLane.Count));
                var cj = TLane.Load(sums + (9 * TLane.Count));
                var ck = TLane.Load(sums + (10 * TLane.Count));
                var cl = TLane.Load(sums + (11 * TLane.Count));
                var cm = TLane.Load(sums + (12 * TLane.Count));
                for (; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var row = b + (k * (13 * TLane.Count));
                    var x = TLane.Broadcast(a + (k * depthStride));
                    ca = TLane.FusedMultiplyAdd(x, TLane.Load(row), ca);
                    cb = TLane.FusedMultiplyAdd(x, TLane.Load(row + TLane.Count), cb);
                    cc = TLane.FusedMultiplyAdd(x, TLane.Load(row + (2 * TLane.Count)), cc);
                    cd = TLane.FusedMultiplyAdd(x, TLane.Load(row + (3 * TLane.Count)), cd);
                    ce = TLane.FusedMultiplyAdd(x, TLane.Load(row + (4 * TLane.Count)), ce);
                    cf = TLane.FusedMultiplyAdd(x, TLane.Load(row + (5 * TLane.Count)), cf);
                    cg = TLane.FusedMultiplyAdd(x, TLane.Load(row + (6 * TLane.Count)), cg);
                    ch = TLane.FusedMultiplyAdd(x, TLane.Load(row + (7 * TLane.Count)), ch);
                    ci = TLane.FusedMultiplyAdd(x, TLane.Load(row + (8 * TLane.Count)), ci);
                    cj = TLane.FusedMultiplyAdd(x, TLane.Load(row + (9 * TLane.Count)), cj);
                    ck = TLane.FusedMultiplyAdd(x, TLane.Load(row + (10 * TLane.Count)), ck);
                    cl = TLane.FusedMultiplyAdd(x, TLane.Load(row + (11 * TLane.Count)), cl);
                    cm = TLane.FusedMultiplyAdd(x, TLane.Load(row + (12 * TLane.Count)), cm);
                }

                ca.Store(c);
                cb.Store(c + TLane.Count);
                cc.Store(c + (2 * TLane.Count));
                cd.Store(c + (3 * TLane.Count));
                ce.Store(c + (4 * TLane.Count));
                cf.Store(c + (5 * TLane.Count));
                cg.Store(c + (6 * TLane.Count));
                ch.Store(c + (7 * TLane.Count));
                ci.Store(c + (8 * TLane.Count));
                cj.Store(c + (9 * TLane.Count));
                ck.Store(c + (10 * TLane.Count));
                cl.Store(c + (11 * TLane.Count));
                cm.Store(c + (12 * TLane.Count));
            }

            a += rows.RowStride;
            sums += rows.SumsStride;
            c += 13 * TLane.Count;
        }
    }

    /// <summary>Rows of ten vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors10(in SparseRows rows, float* a, uint* masks, float* sums, float* c, int count)
    {
        var b = rows.B;
        var depthStride = rows.DepthStride;
        var first = rows.SumsStride == 0;
        for (; count > 0; count--)
        {
            var left = *masks++;
            Memory.PrefetchBlock(a);
            if (left != 0 || first)
            {
                var ca = TLane.Load(sums);
                var cb = TLane.Load(sums + TLane.Count);
                var cc = TLane.Load(sums + (2 * TLane.Count));
                var cd = TLane.Load(sums + (3 * TLane.Count));
                var ce = TLane.Load(sums + (4 * TLane.Count));
                var cf = TLane.Load(sums + (5 * TLane.Count));
                var cg = TLane.Load(sums + (6 * TLane.Count));
                var ch = TLane.Load(sums + (7 * TLane.Count));
                var ci = TLane.Load(sums + (8 * TLane.Count));
                var cj = TLane.Load(sums + (9 * TLane.Count));
                for (; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var row = b + (k * (10 * TLane.Count));
                    var x = TLane.Broadcast(a + (k * depthStride));
                    ca = TLane.FusedMultiplyAdd(x, TLane.Load(row), ca);
                    cb = TLane.FusedMultiplyAdd(x, TLane.Load(row + TLane.Count), cb);
                    cc = TLane.FusedMultiplyAdd(x, TLane.Load(row + (2 * TLane.Count)), cc);
                    cd = TLane.FusedMultiplyAdd(x, TLane.Load(row + (3 * TLane.Count)), cd);
                    ce = TLane.FusedMultiplyAdd(x, TLane.Load(row + (4 * TLane.Count)), ce);
                    cf = TLane.FusedMultiplyAdd(x, TLane.Load(row + (5 * TLane.Count)), cf);
                    cg = TLane.FusedMultiplyAdd(x, TLane.Load(row + (6 * TLane.Count)), cg);
                    ch = TLane.FusedMultiplyAdd(x, TLane.Load(row + (7 * TLane.Count)), ch);
                    ci = TLane.FusedMultiplyAdd(x, TLane.Load(row + (8 * TLane.Count)), ci);
                    cj = TLane.FusedMultiplyAdd(x, TLane.Load(row + (9 * TLane.Count)), cj);
                }

                ca.Store(c);
                cb.Store(c + TLane.Count);
                cc.Store(c + (2 * TLane.Count));
                cd.Store(c + (3 * TLane.Count));
                ce.Store(c + (4 * TLane.Count));
                cf.Store(c + (5 * TLane.Count));
                cg.Store(c + (6 * TLane.Count));
                ch.Store(c + (7 * TLane.Count));
                ci.Store(c + (8 * TLane.Count));
                cj.Store(c + (9 * TLane.Count));
            }

            a += rows.RowStride;
            sums += rows.SumsStride;
            c += 10 * TLane.Count;
        }
    }

    /// <summary>Rows of seven vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors7(in SparseRows rows, float* a, uint* masks, float* sums, float* c, int count)
    {
        var b = rows.B;
        var depthStride = rows.DepthStride;
        var first = rows.SumsStride == 0;
        for (; count > 0; count--)
        {
            var left = *masks++;
            Memory.PrefetchBlock(a);
            if (left != 0 || first)
            {
                var ca = TLane.Load(sums);
                var cb = TLane.Load(sums + TLane.Count);
                var cc = TLane.Load(sums + (2 * TLane.Count));
                var cd = TLane.Load(sums + (3 * TLane.Count));
                var ce = TLane.Load(sums + (4 * TLane.Count));
                var cf = TLane.Load(sums + (5 * TLane.Count));
                var cg = TLane.Load(sums + (6 * TLane.Count));
                for (; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var row = b + (k * (7 * TLane.Count));
                    var x = TLane.Broadcast(a + (k * depthStride));
                    ca = TLane.FusedMultiplyAdd(x, TLane.Load(row), ca);
                    cb = TLane.FusedMultiplyAdd(x, TLane.Load(row + TLane.Count), cb);
                    cc = TLane.FusedMultiplyAdd(x, TLane.Load(row + (2 * TLane.Count)), cc);
                    cd = TLane.FusedMultiplyAdd(x, TLane.Load(row + (3 * TLane.Count)), cd);
                    ce = TLane.FusedMultiplyAdd(x, TLane.Load(row + (4 * TLane.Count)), ce);
                    cf = TLane.FusedMultiplyAdd(x, TLane.Load(row + (5 * TLane.Count)), cf);
                    cg = TLane.FusedMultiplyAdd(x, TLane.Load(row + (6 * TLane.Count)), cg);
                }

                ca.Store(c);
                cb.Store(c + TLane.Count);
                cc.Store(c + (2 * TLane.Count));
                cd.Store(c + (3 * TLane.Count));
                ce.Store(c + (4 * TLane.Count));
                cf.Store(c + (5 * TLane.Count));
                cg.Store(c + (6 * TLane.Count));
            }

            a += rows.RowStride;
            sums += rows.SumsStride;
            c += 7 * TLane.Count;
        }
    }

    /// <summary>Rows of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors4(in SparseRows rows, float* a, uint* masks, float* sums, float* c, int count)
    {
        var b = rows.B;
        var depthStride = rows.DepthStride;
        var first = rows.SumsStride == 0;
        for (; count > 0; count--)
        {
            var left = *masks++;
            Memory.PrefetchBlock(a);
            if (left != 0 || first)
            {
                var ca = TLane.Load(sums);
                var cb = TLane.Load(sums + TLane.Count);
                var cc = TLane.Load(sums + (2 * TLane.Count));
                var cd = TLane.Load(sums + (3 * TLane.Count));
                for (; left != 0; left &= left - 1)
                {
                    nint k = BitOperations.TrailingZeroCount(left);
                    var row = b + (k * (4 * TLane.Count));
                    var x = TLane.Broadcast(a + (k * depthStride));
                    ca = TLane.FusedMultiplyAdd(x, TLane.Load(row), ca);
                    cb = TLane.FusedMultiplyAdd(x, TLane.Load(row + TLane.Count), cb);
                    cc = TLane.FusedMultiplyAdd(x, TLane.Load(row + (2 * TLane.Count)), cc);
                    cd = TLane.FusedMultiplyAdd(x, TLane.Load(row + (3 * TLane.Count)), cd);
                }

                ca.Store(c);
                cb.Store(c + TLane.Count);
                cc.Store(c + (2 * TLane.Count));
                cd.Store(c + (3 * TLane.Count));
            }

            a += rows.RowStride;
            sums += rows.SumsStride;
            c += 4 * TLane.Count;
        }
    }
}
