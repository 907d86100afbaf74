namespace Temper.Devices.Cpu;

/// <summary>The zeros in one thread's rows of a product's A, and which stripes have enough of them to be worth skipping.</summary>
internal readonly unsafe struct ZerosOfPart
{
    // A pair of rows at a time costs a tenth more for each number than eight rows at once.
    private const int SparseNumerator = 4;
    private const int SparseDenominator = 5;

    private readonly ulong* masks;
    private readonly int firstRow;
    private readonly int stride;
    private readonly int words;

    /// <summary>Looks at the rows [fromRow, toRow).</summary>
    public ZerosOfPart(in MatrixProduct p, int fromRow, int toRow, int part)
    {
        if (p.Masks is null || toRow - fromRow < 2)
        {
            return;
        }

        masks = p.Masks + (part * p.MasksOfPart);
        firstRow = fromRow;
        stride = ZeroMasks.Pairs(toRow - fromRow);
        words = ZeroMasks.Words(p.Depth);
        ZeroMasks.Find(p, fromRow, toRow, masks, stride);
    }

    /// <summary>The pairs of a stripe; none when it is better computed as a whole.</summary>
    public SparseRows OfStripe(in MatrixProduct p, int row, int rows)
    {
        var pairs = rows / 2;
        if (masks is null || pairs == 0)
        {
            return default;
        }

        var first = masks + ((row - firstRow) / 2);
        if ((long)ZeroMasks.Count(first, stride, words, pairs) * SparseDenominator > (long)pairs * p.Depth * SparseNumerator)
        {
            return default;
        }

        return new SparseRows
        {
            A = p.A + (row * p.ARowStride),
            RowStride = p.ARowStride,
            DepthStride = p.ADepthStride,
            Masks = first,
            MaskStride = stride,
            Words = words,
            Pairs = pairs,
        };
    }
}
