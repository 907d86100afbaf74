using System.Numerics;
using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>
/// One thread's share of a product through <see cref="SparseTiles{TLane}"/>, up to <see cref="Parts.Group"/> rows at a
/// time: for each panel of columns, one block of B after the other is packed and added to all rows.
/// </summary>
internal unsafe struct SparseProduct<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    private uint* masks;
    private readonly float* b;
    private readonly float* c;
    private readonly float* zeros;
    private readonly bool keepsB;
    private bool packed;

    /// <summary>Takes the thread's share of the scratch.</summary>
    public SparseProduct(in SparseScratch scratch, int part, bool keepsB)
    {
        if (scratch.Masks is null)
        {
            return;
        }

        masks = scratch.Masks + (part * scratch.MasksOfPart);
        b = scratch.B + (part * scratch.BOfPart);
        c = scratch.C + (part * scratch.COfPart);
        zeros = scratch.Zeros;
        this.keepsB = keepsB;
    }

    /// <summary>Floats of a whole panel.</summary>
    public static int LargestPanel => SparseTiles<TLane>.MostVectors * TLane.Count;

    /// <summary>The panel's product, [rows of the group, Stride of the panel's columns].</summary>
    public readonly float* C => c;

    /// <summary>Scratch memory for the rows of a stripe of a panel, beside C.</summary>
    public readonly float* Aside => c + (Parts.Group * LargestPanel);

    /// <summary>Columns of a panel, when so many are cut into equal ones.</summary>
    public static int PanelColumns(int columns)
    {
        var vectors = (columns + TLane.Count - 1) / TLane.Count;
        var panels = (vectors + SparseTiles<TLane>.MostVectors - 1) / SparseTiles<TLane>.MostVectors;
        return (vectors + panels - 1) / panels * TLane.Count;
    }

    /// <summary>Floats from one row of a panel to the next.</summary>
    public static int Stride(int columns) => SparseTiles<TLane>.Vectors((columns + TLane.Count - 1) / TLane.Count) * TLane.Count;

    /// <summary>The stripes of the rows [fromRow, toRow) that have enough zeros to be worth skipping, a bit for each.</summary>
    /// <remarks>
    /// Depends on nothing but A and the product's shape, so that even 0 times infinity is skipped or not for every number of
    /// threads and every width alike.
    /// </remarks>
    public readonly uint Find(in MatrixProduct p, int fromRow, int toRow)
    {
        if (masks is null)
        {
            return 0;
        }

        Look(p, fromRow, toRow);
        return SparseStripes.Worthwhile(masks, toRow - fromRow, p.Depth, p.Columns);
    }

    /// <summary>Looks where the rows [fromRow, toRow) of A are zero.</summary>
    public readonly void Look(in MatrixProduct p, int fromRow, int toRow) => ZeroMasks.Find(p, fromRow, toRow, masks);

    /// <summary>Keeps what was seen of a group of rows, and goes on to the scratch memory of the next group.</summary>
    public void NextGroup(int depth) => masks += ZeroMasks.OfGroup(depth);

    /// <summary>Computes C for stripes of the rows [fromRow, toRow), which have just been looked at.</summary>
    public readonly void Multiply(in MatrixProduct p, int fromRow, int toRow, int panel, int column, int columns, uint stripes)
    {
        var stride = Stride(columns);
        var blocks = ZeroMasks.Blocks(p.Depth);
        var rows = new SparseRows
        {
            A = p.A + (fromRow * p.ARowStride),
            RowStride = p.ARowStride,
            DepthStride = p.ADepthStride,
            Masks = masks,
            B = keepsB ? b + ((nint)panel * blocks * ZeroMasks.Block * LargestPanel) : b,
            C = c,
            Sums = zeros,
            Vectors = stride / TLane.Count,
        };
        var source = p.B + (column * p.BColumnStride);
        for (var k = 0; k < p.Depth; k += ZeroMasks.Block)
        {
            if (!packed)
            {
                var depth = Math.Min(ZeroMasks.Block, p.Depth - k);
                if (p.BColumnStride == 1)
                {
                    CopyRows(source, p.BDepthStride, rows.B, depth, (columns + TLane.Count - 1) / TLane.Count * TLane.Count, stride);
                }
                else
                {
                    Panels.Pack(source, p.BDepthStride, p.BColumnStride, rows.B, depth, columns, stride);
                }
            }

            for (uint left = stripes, run; left != 0; left -= run)
            {
                // The lowest set bits that follow each other.
                run = left & ~(left + (left & (~left + 1)));
                var first = BitOperations.TrailingZeroCount(run) * Parts.Stripe;
                var count = Math.Min(BitOperations.PopCount(run) * Parts.Stripe, toRow - fromRow - first);
                SparseTiles<TLane>.Add(rows, first, count);
            }

            rows.Sums = c;
            rows.SumsStride = stride;
            rows.A += ZeroMasks.Block * p.ADepthStride;
            rows.Masks += ZeroMasks.Stride(toRow - fromRow);
            rows.B += keepsB ? ZeroMasks.Block * stride : 0;
            source += ZeroMasks.Block * p.BDepthStride;
        }
    }

    /// <summary>In whole vectors: what lies behind the last column of B comes along and is never looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows(float* source, nint sourceStride, float* target, int rows, int columns, int stride)
    {
        for (; rows > 0; rows--)
        {
            for (nint i = 0; i < columns; i += TLane.Count)
            {
                TLane.Load(source + i).Store(target + i);
            }

            source += sourceStride;
            target += stride;
        }
    }

    /// <summary>Says that all panels have been packed.</summary>
    public void Keep() => packed = keepsB;
}
