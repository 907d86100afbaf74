using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>The loop of a product C = A B over slabs of k, and the block's tile of C in shared memory at its end.</summary>
internal static class Product
{
    /// <summary>Computes the block's tile of C: [row][column] at the beginning of shared memory, rows <see cref="Geometry.Stride"/> apart.</summary>
    /// <param name="numbers">The net's memory.</param>
    /// <param name="shared">The block's floats: at first a slab of A and one of B, at the end the tile of C.</param>
    /// <param name="a">A, from this block's first row on.</param>
    /// <param name="b">B, from this block's first column on.</param>
    /// <param name="geometry">How threads lie in the tile.</param>
    /// <returns>The sum of this thread's column of B over all k, in their order; for threads within the block's columns.</returns>
    public static float Tile<TTile>(ArrayView<float> numbers, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry)
        where TTile : unmanaged, ITile<TTile>
    {
        var tile = TTile.Begin(a, b, geometry);
        var columnSum = 0f;
        var ways = SlabWays.Begin(a, b);
        var ahead = Slab<TTile>.Read(numbers, a, b, ways, 0);
        for (var k = 0; k < a.Depth; k += TTile.Depth)
        {
            ahead.Write(shared, a, b, ways);
            Group.Barrier();
            if (k + TTile.Depth < a.Depth)
            {
                ahead = Slab<TTile>.Read(numbers, a, b, ways, k + TTile.Depth);
            }

            var depth = IntrinsicMath.Min(TTile.Depth, a.Depth - k);
            tile = TTile.MultiplyAdd(tile, shared, a, b, geometry, depth);
            if (Group.IdxX < b.BlockLines)
            {
                columnSum = AddColumn(shared, b, depth, columnSum);
            }

            Group.Barrier();
        }

        TTile.Store(tile, shared, geometry);
        Group.Barrier();
        return columnSum;
    }

    private static float AddColumn(ArrayView<float> shared, SlabPart b, int depth, float sum)
    {
        for (var k = 0; k < depth; k++)
        {
            sum += shared[b.Shared + (k * b.SharedStride) + Group.IdxX];
        }

        return sum;
    }
}
