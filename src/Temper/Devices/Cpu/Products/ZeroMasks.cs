using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu.Products;

/// <summary>Finds the zeros of a product's A: masks[block * stride + row], a bit for each k of the block.</summary>
/// <remarks>Vectors of 512 bits; narrower processors do them in several goes. -0 counts as a number.</remarks>
internal static unsafe class ZeroMasks
{
    /// <summary>Depth of a block: the bits of a mask.</summary>
    public const int Block = 32;

    private const int RowsAtOnce = 16;

    /// <summary>Blocks of a depth.</summary>
    public static int Blocks(int depth) => (depth + Block - 1) / Block;

    /// <summary>Rows that must fit.</summary>
    public static int Stride(int rows) => (rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;

    /// <summary>Masks of a whole group of rows.</summary>
    public static int OfGroup(int depth) => Stride(Parts.Group) * Blocks(depth);

    /// <summary>Masks of the rows [fromRow, toRow).</summary>
    public static void Find(in MatrixProduct p, int fromRow, int toRow, uint* masks)
    {
        var rows = toRow - fromRow;
        var stride = Stride(rows);
        var a = p.A + (fromRow * p.ARowStride);
        if (p.ADepthStride == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                AlongRow(a, p.Depth, masks + row, stride);
                a += p.ARowStride;
            }

            return;
        }

        for (var row = 0; row < rows; row += RowsAtOnce)
        {
            AcrossRows(a + row, p.ADepthStride, p.Depth, masks + row, stride);
        }
    }

    /// <summary>Numbers that are not zero in 8 rows or fewer.</summary>
    public static int Count(uint* masks, int stride, int blocks, int rows)
    {
        var count = 0;
        for (var block = 0; block < blocks; block++)
        {
            var row = 0;
            for (; row + 2 <= rows; row += 2)
            {
                count += BitOperations.PopCount(*(ulong*)(masks + row));
            }

            if (row < rows)
            {
                count += BitOperations.PopCount(masks[row]);
            }

            masks += stride;
        }

        return count;
    }

    /// <summary>A row that lies along k: a block at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongRow(float* a, int depth, uint* masks, int stride)
    {
        var numbers = (uint*)a;
        for (; depth >= Block; depth -= Block)
        {
            var low = Vector512.Equals(Vector512.Load(numbers), Vector512<uint>.Zero).ExtractMostSignificantBits();
            var high = Vector512.Equals(Vector512.Load(numbers + 16), Vector512<uint>.Zero).ExtractMostSignificantBits();
            *masks = ~((uint)low | ((uint)high << 16));
            masks += stride;
            numbers += Block;
        }

        if (depth > 0)
        {
            var mask = 0U;
            for (var k = 0; k < depth; k++)
            {
                mask |= (numbers[k] != 0 ? 1U : 0U) << k;
            }

            *masks = mask;
        }
    }

    /// <summary>
    /// 16 rows of which one k after the other lies in memory: a row is a lane of 32 bits. May look at numbers beyond the
    /// last row; their masks are not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AcrossRows(float* a, nint depthStride, int depth, uint* masks, int stride)
    {
        for (var from = 0; from < depth; from += Block)
        {
            var zeros = Vector512<uint>.Zero;
            var bit = Vector512<uint>.One;
            var to = Math.Min(from + Block, depth);
            for (var k = from; k < to; k++)
            {
                zeros |= Vector512.Equals(Vector512.Load((uint*)a), Vector512<uint>.Zero) & bit;
                bit += bit;
                a += depthStride;
            }

            var all = to - from == Block ? uint.MaxValue : (1U << (to - from)) - 1;
            Vector512.AndNot(Vector512.Create(all), zeros).Store(masks);
            masks += stride;
        }
    }
}
