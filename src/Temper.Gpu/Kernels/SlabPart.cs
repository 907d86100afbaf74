namespace Temper.Gpu.Kernels;

/// <summary>A matrix as a product reads it: element (line, k), where lines are the rows of A or the columns of B.</summary>
internal struct SlabPart
{
    /// <summary>First element of this block's first line, in the net's memory.</summary>
    public int Start;

    /// <summary>Elements from one line to the next; 1 or <see cref="KStride"/> is.</summary>
    public int LineStride;

    /// <summary>Elements from one k to the next.</summary>
    public int KStride;

    /// <summary>Lines of the matrix from this block's first on; beyond them there are zeros.</summary>
    public int Lines;

    /// <summary>Lines of the block.</summary>
    public int BlockLines;

    /// <summary>Steps of k in all.</summary>
    public int Depth;

    /// <summary>Where its slab begins in shared memory.</summary>
    public int Shared;

    /// <summary>Floats from one k to the next there.</summary>
    public int SharedStride;
}
