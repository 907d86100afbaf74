using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// A thread's part of a product C = A B in registers, with what the whole block needs to know about it. Each element is one chain of
/// multiply-adds over k from 0 upwards, whatever the tile's shape: the shape may follow the number of nets without changing a bit.
/// </summary>
/// <typeparam name="TSelf">The tile itself.</typeparam>
internal interface ITile<TSelf>
    where TSelf : unmanaged, ITile<TSelf>
{
    /// <summary>Rows of C that a thread, or a row of threads, computes.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of C that it computes.</summary>
    static abstract int Columns { get; }

    /// <summary>Steps of k that are in shared memory at a time.</summary>
    static abstract int Depth { get; }

    /// <summary>Floats from one k to the next in shared memory: so many that a warp's reads fall into different banks.</summary>
    /// <param name="lines">Lines of the block: rows of A, columns of B.</param>
    static abstract int Stride(int lines);

    /// <summary>What a factor becomes when it is put into shared memory.</summary>
    /// <param name="value">A number of A or B.</param>
    static abstract float Round(float value);

    /// <summary>At the very beginning of a kernel: registers of inline assembly must be declared before anything that names them.</summary>
    static abstract void Declare();

    /// <summary>Sums of 0, and where this thread reads slabs.</summary>
    /// <param name="a">A; its slab is [k][row].</param>
    /// <param name="b">B; its slab is [k][column].</param>
    /// <param name="geometry">How threads lie in the tile.</param>
    static abstract TSelf Begin(SlabPart a, SlabPart b, Geometry geometry);

    /// <summary>Adds A's column times B's row for each k of a slab.</summary>
    /// <param name="tile">The sums so far, and where this thread reads.</param>
    /// <param name="shared">The block's floats, which hold a slab of A and one of B.</param>
    /// <param name="a">A; its slab is [k][row].</param>
    /// <param name="b">B; its slab is [k][column].</param>
    /// <param name="geometry">How threads lie in the tile.</param>
    /// <param name="depth">Steps of k.</param>
    /// <remarks>
    /// Places in shared memory are variables of the loop, moved on by each step and back at the end. What a loop does not change, ILGPU works out
    /// again within it, division and all: it puts every value next to its use.
    /// </remarks>
    static abstract TSelf MultiplyAdd(TSelf tile, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry, int depth);

    /// <summary>Puts the sums into the block's tile of C.</summary>
    /// <param name="tile">This thread's sums, over all k.</param>
    /// <param name="shared">The block's floats: [row][column], rows <see cref="Geometry.Stride"/> apart, in place of the slabs.</param>
    /// <param name="geometry">How threads lie in the tile.</param>
    static abstract void Store(TSelf tile, ArrayView<float> shared, Geometry geometry);
}
