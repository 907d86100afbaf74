namespace Temper.Devices.Cpu.Products;

/// <summary>Which stripes of rows have enough zeros for <see cref="SparseTiles{TLane}"/> to be the faster way.</summary>
internal static unsafe class SparseStripes
{
    /// <summary>A bit for each stripe of up to <see cref="Parts.Group"/> rows whose masks have been found.</summary>
    /// <remarks>Depends on nothing but A and the product's shape, the same for all widths.</remarks>
    public static uint Worthwhile(uint* masks, int rows, int depth, int columns)
    {
        // In vectors of 16. A visit costs one multiply-add for each, but never less than the latency of one, which is the
        // time of 8; the dense kernel is a fifth faster at the same work.
        const int VectorColumns = 16;
        const int LatencyVectors = 8;
        var vectors = (columns + VectorColumns - 1) / VectorColumns;
        var costOfVisit = 5L * Math.Max(vectors, LatencyVectors);
        var costOfDense = 4L * vectors;

        var stride = ZeroMasks.Stride(rows);
        var blocks = ZeroMasks.Blocks(depth);
        var stripes = 0U;
        for (var row = 0; row < rows; row += Parts.Stripe)
        {
            var count = Math.Min(Parts.Stripe, rows - row);
            var visits = ZeroMasks.Count(masks + row, stride, blocks, count);
            if (visits * costOfVisit <= (long)count * depth * costOfDense)
            {
                stripes |= 1U << (row / Parts.Stripe);
            }
        }

        return stripes;
    }
}
