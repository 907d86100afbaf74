namespace Temper.Devices.Cpu.Products;

/// <summary>One block of the depth for <see cref="SparseTiles{TLane}"/>: where A, B and C lie.</summary>
internal unsafe struct SparseRows
{
    /// <summary>A[row, k] = A[row * RowStride + k * DepthStride], k counted from the block's first.</summary>
    public float* A;
    public nint RowStride;
    public nint DepthStride;

    /// <summary>Masks[row], bit k: whether A[row, k] is not zero.</summary>
    public uint* Masks;

    /// <summary>[block, Vectors vectors], aligned.</summary>
    public float* B;

    /// <summary>[rows, Vectors vectors], aligned.</summary>
    public float* C;

    /// <summary>What the blocks before have summed up: C, or one row of zeros (stride 0) for the first block.</summary>
    public float* Sums;
    public nint SumsStride;

    /// <summary>Of a row of B and C: one of <see cref="SparseTiles{TLane}.Vectors"/>.</summary>
    public int Vectors;
}
