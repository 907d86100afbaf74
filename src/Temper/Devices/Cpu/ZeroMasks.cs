using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>Finds the zeros of a product's A, for pairs of neighbouring rows: masks[word * stride + pair], a bit for each k.</summary>
/// <remarks>Vectors of 512 bits; narrower processors do them in several goes. -0 counts as a number.</remarks>
internal static unsafe class ZeroMasks
{
    private const int Bits = SparseRows.WordBits;
    private const int PairsAtOnce = 8;

    /// <summary>Words of a mask.</summary>
    public static int Words(int depth) => (depth + Bits - 1) / Bits;

    /// <summary>Pairs for which there must be room.</summary>
    public static int Pairs(int rows) => (rows + (2 * PairsAtOnce) - 1) / (2 * PairsAtOnce) * PairsAtOnce;

    /// <summary>Masks of the pairs of the rows [fromRow, toRow); a last row without a neighbour gets none.</summary>
    public static void Find(in MatrixProduct p, int fromRow, int toRow, ulong* masks, int stride)
    {
        var pairs = (toRow - fromRow) / 2;
        var a = p.A + (fromRow * p.ARowStride);
        if (p.ADepthStride == 1)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                AlongRows(a, a + p.ARowStride, p.Depth, masks + pair, stride);
                a += 2 * p.ARowStride;
            }

            return;
        }

        for (var pair = 0; pair < pairs; pair += PairsAtOnce)
        {
            AcrossRows(a + (2 * pair), p.ADepthStride, p.Depth, masks + pair, stride);
        }
    }

    /// <summary>Pairs of rows x depth that are not zero, among 4 pairs or fewer.</summary>
    public static int Count(ulong* masks, int stride, int words, int pairs)
    {
        var count = 0;
        for (var word = 0; word < words; word++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                count += BitOperations.PopCount(masks[((nint)word * stride) + pair]);
            }
        }

        return count;
    }

    /// <summary>Two rows that lie along k: 16 k at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongRows(float* first, float* second, int depth, ulong* masks, int stride)
    {
        for (var from = 0; from < depth; from += Bits)
        {
            var mask = 0UL;
            var to = Math.Min(from + Bits, depth);
            var k = from;
            for (; k + 16 <= to; k += 16)
            {
                var both = Vector512.Load((uint*)first + k) | Vector512.Load((uint*)second + k);
                mask |= (ulong)(ushort)~Vector512.ExtractMostSignificantBits(Vector512.Equals(both, Vector512<uint>.Zero)) << (k - from);
            }

            for (; k < to; k++)
            {
                mask |= ((((uint*)first)[k] | ((uint*)second)[k]) != 0 ? 1UL : 0UL) << (k - from);
            }

            *masks = mask;
            masks += stride;
        }
    }

    /// <summary>
    /// Eight pairs of rows of which one k after the other lies in memory: a pair is a lane of 64 bits. May look at numbers
    /// beyond the last row; their masks are not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AcrossRows(float* a, nint depthStride, int depth, ulong* masks, int stride)
    {
        for (var from = 0; from < depth; from += Bits)
        {
            var zeros = Vector512<ulong>.Zero;
            var bit = Vector512<ulong>.One;
            var to = Math.Min(from + Bits, depth);
            for (var k = from; k < to; k++)
            {
                zeros |= Vector512.Equals(Vector512.Load((ulong*)a), Vector512<ulong>.Zero) & bit;
                bit += bit;
                a += depthStride;
            }

            var all = to - from == Bits ? ulong.MaxValue : (1UL << (to - from)) - 1;
            Vector512.AndNot(Vector512.Create(all), zeros).Store(masks);
            masks += stride;
        }
    }
}
