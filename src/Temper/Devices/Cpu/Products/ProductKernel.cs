using System.Numerics;
using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>Runs a <see cref="MatrixProduct"/> tile by tile with one width of vectors.</summary>
/// <remarks>
/// Stripes of 8 rows with enough zeros go through <see cref="SparseProduct{TLane}"/>. For the others columns are cut into
/// panels of 3 vectors (up to 4 in the last). Where B is small and lies row by row, a stripe runs over all panels, with B
/// read in place; then the stripe of C, which is contiguous, is finished. Otherwise one panel of B after the other is
/// copied to contiguous memory (and transposed on the way if need be) and all stripes run over it.
/// Columns beyond the last whole vector are computed into a small tile and copied. Every element is one chain over k
/// whatever the cut, so the cut changes no bits.
/// </remarks>
/// <typeparam name="TLane">The vectors.</typeparam>
/// <typeparam name="THalf">Vectors for a last panel of at most half a vector.</typeparam>
internal static unsafe partial class ProductKernel<TLane, THalf>
    where TLane : struct, ICpuLane<TLane>
    where THalf : struct, ICpuLane<THalf>
{
    /// <summary>Columns of a panel.</summary>
    public static int PanelColumns => 3 * TLane.Count;

    /// <summary>Columns of the last panel, at most: a small rest is better done together with what is before it.</summary>
    public static int LargestPanel => 4 * TLane.Count;

    /// <summary>Computes one thread's part of the product.</summary>
    public static void Run(void* product, int part, int parts)
    {
        ref var p = ref *(MatrixProduct*)product;
        if (TransposedProduct<TLane>.IsFaster(p))
        {
            TransposedProduct<TLane>.Run(ref p, part, parts);
            return;
        }

        var sparse = new SparseProduct<TLane>(p.Sparse, part, keepsB: p.ByRowBlocks);
        if (p.ByRowBlocks)
        {
            // Few rows, so that threads end together; one thread alone reads B less often with more.
            var rowsOfBlock = (parts == 1 ? 8 : 2) * Parts.Stripe;
            while ((Interlocked.Increment(ref p.BlocksTaken) - 1) * rowsOfBlock is var from && from < p.Rows)
            {
                Group(ref p, ref sparse, part, from, Math.Min(from + rowsOfBlock, p.Rows), 0, p.Columns);
            }

            return;
        }

        var (fromRow, toRow) = (0, p.Rows);
        var (fromColumn, toColumn) = (0, p.Columns);
        if (p.SplitColumns)
        {
            (fromColumn, toColumn) = Parts.Range(p.Columns, PanelColumns, part, parts);
        }
        else
        {
            (fromRow, toRow) = Parts.Rows(p.Rows, part, parts);
        }

        for (var row = fromRow; row < toRow; row += Parts.Group)
        {
            Group(ref p, ref sparse, part, row, Math.Min(row + Parts.Group, toRow), fromColumn, toColumn);
        }
    }

    /// <summary>The stripes of a group of rows, each in the way that suits its zeros.</summary>
    private static void Group(
        ref MatrixProduct p, ref SparseProduct<TLane> sparse, int part, int fromRow, int toRow, int fromColumn, int toColumn)
    {
        var skipping = sparse.Find(p, fromRow, toRow);
        if (skipping != 0)
        {
            Sparse(ref p, ref sparse, fromRow, toRow, fromColumn, toColumn, skipping);
        }

        for (int row = fromRow, end; row < toRow; row = end)
        {
            var skips = Skips(row);
            end = row;
            while (end < toRow && Skips(end) == skips)
            {
                end = Math.Min(end + Parts.Stripe, toRow);
            }

            if (skips)
            {
                continue;
            }

            if (p.Pack)
            {
                PanelByPanel(ref p, p.Panels + (part * p.PanelsOfPart), row, end, fromColumn, toColumn);
            }
            else
            {
                StripeByStripe(ref p, row, end, fromColumn, toColumn);
            }
        }

        bool Skips(int row) => ((skipping >> ((row - fromRow) / Parts.Stripe)) & 1) != 0;
    }

    private static void Sparse(
        ref MatrixProduct p, ref SparseProduct<TLane> sparse, int fromRow, int toRow, int fromColumn, int toColumn, uint stripes)
    {
        var panelColumns = SparseProduct<TLane>.PanelColumns(toColumn - fromColumn);
        for (int panel = 0, column = fromColumn, columns; column < toColumn; panel++, column += columns)
        {
            columns = Math.Min(panelColumns, toColumn - column);
            sparse.Multiply(p, fromRow, toRow, panel, column, columns, stripes);
            var stride = SparseProduct<TLane>.Stride(columns);
            for (var left = stripes; left != 0; left &= left - 1)
            {
                var first = BitOperations.TrailingZeroCount(left) * Parts.Stripe;
                var rows = Math.Min(Parts.Stripe, toRow - fromRow - first);
                Finish(ref p, fromRow + first, rows, column, column + columns, sparse.C + (first * stride), stride, sparse.Aside);
            }
        }

        sparse.Keep();
    }

    private static void StripeByStripe(ref MatrixProduct p, int fromRow, int toRow, int fromColumn, int toColumn)
    {
        for (var row = fromRow; row < toRow; row += Parts.Stripe)
        {
            var rows = Math.Min(Parts.Stripe, toRow - row);
            for (int column = fromColumn, columns; column < toColumn; column += columns)
            {
                columns = ColumnsOfPanel(toColumn - column);
                Tile(p, row, rows, column, columns, p.B + column, p.BDepthStride);
            }

            Finish(ref p, row, rows, fromColumn, toColumn);
        }
    }

    private static void PanelByPanel(ref MatrixProduct p, float* panel, int fromRow, int toRow, int fromColumn, int toColumn)
    {
        for (int column = fromColumn, columns; column < toColumn; column += columns)
        {
            columns = ColumnsOfPanel(toColumn - column);
            var stride = (columns + TLane.Count - 1) / TLane.Count * TLane.Count;
            Panels.Pack(p.B + (column * p.BColumnStride), p.BDepthStride, p.BColumnStride, panel, p.Depth, columns, stride);
            for (var row = fromRow; row < toRow; row += Parts.Stripe)
            {
                var rows = Math.Min(Parts.Stripe, toRow - row);
                Tile(p, row, rows, column, columns, panel, stride);
                Finish(ref p, row, rows, column, column + columns);
            }
        }
    }

    private static int ColumnsOfPanel(int left) => left <= LargestPanel ? left : PanelColumns;

    private static void Tile(in MatrixProduct p, int row, int rows, int column, int columns, float* b, nint bStride)
    {
        var c = p.C + ((nint)row * p.Columns) + column;
        for (var done = 0; done < columns; done += PanelColumns)
        {
            DenseTile(p, row, rows, Math.Min(PanelColumns, columns - done), b + done, bStride, c + done);
        }
    }

    private static void DenseTile(in MatrixProduct p, int row, int rows, int columns, float* b, nint bStride, float* c)
    {
        var half = columns <= TLane.Count / 2 && THalf.Count < TLane.Count;
        var vectors = half ? 0 : (columns + TLane.Count - 1) / TLane.Count;
        var whole = half ? THalf.Count : vectors * TLane.Count;
        var a = p.A + (row * p.ARowStride);
        if (whole == columns)
        {
            ComputeDense(a, p.ARowStride, p.ADepthStride, b, bStride, p.Depth, c, p.Columns, rows, vectors);
        }
        else
        {
            ComputeAside(p, a, b, bStride, c, rows, columns, vectors, whole);
        }
    }

    /// <summary>A tile whose last vector sticks out of C on the right.</summary>
    [SkipLocalsInit]
    private static void ComputeAside(
        in MatrixProduct p, float* a, float* b, nint bStride, float* c, int rows, int columns, int vectors, int whole)
    {
        const int LargestTile = Parts.Stripe * 3 * 16;
        var tile = stackalloc float[LargestTile];
        ComputeDense(a, p.ARowStride, p.ADepthStride, b, bStride, p.Depth, tile, whole, rows, vectors);
        for (var r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(tile + (r * whole), columns).CopyTo(new Span<float>(c + ((nint)r * p.Columns), columns));
        }
    }

    /// <summary>Vectors 1 to 3, or 0 for one half vector.</summary>
    public static void ComputeDense(
        float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* c, nint cStride, int rows, int vectors)
    {
        if (rows == 8 && (TLane.HasManyRegisters || vectors <= 1))
        {
            switch (vectors)
            {
                case 0:
                    Tiles<THalf>.Rows8Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 1:
                    Tiles<TLane>.Rows8Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 2:
                    Tiles<TLane>.Rows8Vectors2(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                default:
                    Tiles<TLane>.Rows8Vectors3(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
            }

            return;
        }

        for (; rows >= 4; rows -= 4)
        {
            switch (vectors)
            {
                case 0:
                    Tiles<THalf>.Rows4Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 1:
                    Tiles<TLane>.Rows4Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 2:
                    Tiles<TLane>.Rows4Vectors2(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                default:
                    Tiles<TLane>.Rows4Vectors3(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
            }

            a += 4 * rowStride;
            c += 4 * cStride;
        }

        for (; rows >= 1; rows--)
        {
            switch (vectors)
            {
                case 0:
                    Tiles<THalf>.Rows1Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 1:
                    Tiles<TLane>.Rows1Vectors1(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                case 2:
                    Tiles<TLane>.Rows1Vectors2(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
                default:
                    Tiles<TLane>.Rows1Vectors3(a, rowStride, depthStride, b, bStride, depth, c, cStride);
                    break;
            }

            a += rowStride;
            c += cStride;
        }
    }
}
