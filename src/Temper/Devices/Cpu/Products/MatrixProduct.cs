using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu.Products;

/// <summary>
/// C[rows, columns] = A B, with A and B read through strides, so that the transposed products of a Linear's backward
/// pass need no transposed copies; and what is done to each part of C while it is still in the cache.
/// </summary>
internal unsafe struct MatrixProduct
{
    /// <summary>A[row, k] = A[row * ARowStride + k * ADepthStride].</summary>
    public float* A;
    public nint ARowStride;
    public nint ADepthStride;

    /// <summary>B[k, column] = B[k * BDepthStride + column * BColumnStride]; one of the strides is 1.</summary>
    public float* B;
    public nint BDepthStride;
    public nint BColumnStride;

    /// <summary>[rows, columns], row-major.</summary>
    public float* C;

    /// <summary>[columns] to add, or null.</summary>
    public float* Bias;

    /// <summary>What becomes of C, after the bias.</summary>
    public ReluFusion Relu;

    public int Rows;
    public int Columns;
    public int Depth;

    /// <summary>Threads share the columns instead of the rows.</summary>
    public bool SplitColumns;

    /// <summary>
    /// Threads take a block of rows at a time, instead of a share each: neighbouring rows of A are alike in their zeros, so that equal
    /// shares of rows are not equal work.
    /// </summary>
    public bool ByRowBlocks;

    /// <summary>
    /// A weight gradient: both operands lie along their columns, and <see cref="TransposedProduct{TLane}"/> may compute it.
    /// </summary>
    public bool MayTranspose;

    /// <summary>Blocks of rows, or panels, that threads have taken so far.</summary>
    public int BlocksTaken;

    /// <summary>Panels of B are copied to Panels, [part][depth][panel], before they are used.</summary>
    public bool Pack;
    public float* Panels;
    public nint PanelsOfPart;

    /// <summary>For skipping zeros.</summary>
    public SparseScratch Sparse;

    /// <summary>Called with stretches of C as soon as they are final.</summary>
    public UpdateHook Hook;
}
