using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>
/// A weight gradient the other way round: C transposed = B transposed times A, so that the zeros of B (a layer's output
/// gradient, where units did not fire) are skipped instead of those of A (the layer's input).
/// </summary>
/// <remarks>
/// Every element is the same chain over k of the same products, so the bits are the same. A panel of up to 13 vectors of
/// A's rows is packed once; its product lies in the scratch with a row for each column of C and is transposed into C.
/// </remarks>
internal static unsafe class TransposedProduct<TLane>
    where TLane : struct, ICpuLane<TLane>
{
    private const int LeastVectors = 4;

    /// <summary>Whether B has so few numbers, compared with A, that transposing pays.</summary>
    /// <remarks>
    /// Every eighth k is counted. Depends on nothing but the operands and the product's shape, as
    /// <see cref="SparseProduct{TLane}.Find"/> does.
    /// </remarks>
    public static bool IsFaster(in MatrixProduct p)
    {
        const int Sample = 8;
        if (!p.MayTranspose)
        {
            return false;
        }

        var (inA, inB) = (0L, 0L);
        for (var k = 0; k < p.Depth; k += Sample)
        {
            inA += Numbers((uint*)p.A + (k * p.ADepthStride), p.Rows);
            inB += Numbers((uint*)p.B + (k * p.BDepthStride), p.Columns);
        }

        // A number of A costs a visit of all columns, one of B a visit of all rows; a quarter for transposing.
        return inB * p.Rows * 5 < inA * p.Columns * 4;
    }

    /// <summary>Computes one thread's part: panels of C's rows, taken one after the other.</summary>
    public static void Run(ref MatrixProduct p, int part, int parts)
    {
        var transposed = p;
        transposed.A = p.B;
        transposed.B = p.A;
        (transposed.ARowStride, transposed.ADepthStride, transposed.Rows) = (p.BColumnStride, p.BDepthStride, p.Columns);
        (transposed.BColumnStride, transposed.BDepthStride, transposed.Columns) = (p.ARowStride, p.ADepthStride, p.Rows);
        var columnsOfPanel = ColumnsOfPanel(transposed.Columns, parts);
        var looked = false;
        while ((Interlocked.Increment(ref p.BlocksTaken) - 1) * columnsOfPanel is var column && column < transposed.Columns)
        {
            var columns = Math.Min(columnsOfPanel, transposed.Columns - column);
            var sparse = new SparseProduct<TLane>(p.Sparse, part, keepsB: true);
            for (var row = 0; row < transposed.Rows; row += Parts.Group)
            {
                var rows = Math.Min(Parts.Group, transposed.Rows - row);
                var stripes = (1U << ((rows + Parts.Stripe - 1) / Parts.Stripe)) - 1;
                if (!looked)
                {
                    sparse.Look(transposed, row, row + rows);
                }

                sparse.Multiply(transposed, row, row + rows, 0, column, columns, stripes);
                sparse.Keep();
                var target = p.C + ((nint)column * p.Columns) + row;
                Panels.Pack(sparse.C, 1, SparseProduct<TLane>.Stride(columns), target, columns, rows, p.Columns);
                sparse.NextGroup(p.Depth);
            }

            looked = true;
            p.Hook.Update(column * p.Columns, (column + columns) * p.Columns);
        }
    }

    /// <summary>The widest panels for one thread; for more, two for each of them if that many make sense.</summary>
    private static int ColumnsOfPanel(int columns, int parts)
    {
        var vectors = (columns + TLane.Count - 1) / TLane.Count;
        var fewest = (vectors + SparseTiles<TLane>.MostVectors - 1) / SparseTiles<TLane>.MostVectors;
        var most = (vectors + LeastVectors - 1) / LeastVectors;
        var panels = parts == 1 ? fewest : Math.Max(fewest, Math.Min(2 * parts, most));
        return (vectors + panels - 1) / panels * TLane.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Numbers(uint* row, int length)
    {
        var zeros = 0;
        var i = 0;
        for (; i + Vector512<uint>.Count <= length; i += Vector512<uint>.Count)
        {
            zeros += BitOperations.PopCount(Vector512.Equals(Vector512.Load(row + i), Vector512<uint>.Zero).ExtractMostSignificantBits());
        }

        for (; i < length; i++)
        {
            zeros += row[i] == 0 ? 1 : 0;
        }

        return length - zeros;
    }
}
