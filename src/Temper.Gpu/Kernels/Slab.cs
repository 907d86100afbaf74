using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// A thread's share of the next slab of A and B, in registers: 16 numbers of each
/// in the wide tile, 64 and 16 in the narrow one, 32 and 16 in the tensor cores'.
/// </summary>
internal struct Slab<TTile>
    where TTile : unmanaged, ITile<TTile>
{
    private Fetch a0;
    private Fetch a1;
    private Fetch a2;
    private Fetch a3;
    private Fetch b0;

    /// <summary>Asks for this thread's share.</summary>
    /// <param name="numbers">The net's memory.</param>
    /// <param name="a">A's lines of this block and their strides in memory.</param>
    /// <param name="b">B's, likewise.</param>
    /// <param name="ways">This thread's ways.</param>
    /// <param name="firstK">First k of the slab.</param>
    public static Slab<TTile> Read(ArrayView<float> numbers, SlabPart a, SlabPart b, SlabWays ways, int firstK)
    {
        var depth = IntrinsicMath.Min(TTile.Depth, a.Depth - firstK);
        var left = numbers.SubView(a.Start + (firstK * a.KStride));
        var right = numbers.SubView(b.Start + (firstK * b.KStride));
        var aCursor = ways.ReadA;
        var bCursor = ways.ReadB;
        var result = default(Slab<TTile>);
        result.a0 = Fetch.Read(left, ref aCursor, a.Lines, depth);
        if (TTile.Depth > 16)
        {
            result.a1 = Fetch.Read(left, ref aCursor, a.Lines, depth);
        }

        if (TTile.Depth > 32)
        {
            result.a2 = Fetch.Read(left, ref aCursor, a.Lines, depth);
            result.a3 = Fetch.Read(left, ref aCursor, a.Lines, depth);
        }

        result.b0 = Fetch.Read(right, ref bCursor, b.Lines, depth);
        return result;
    }

    /// <summary>Puts it into shared memory.</summary>
    /// <param name="shared">The block's floats, [k][row] of A and [k][column] of B.</param>
    /// <param name="a">Where A's slab begins in shared memory.</param>
    /// <param name="b">Where B's begins.</param>
    /// <param name="ways">This thread's ways.</param>
    public readonly void Write(ArrayView<float> shared, SlabPart a, SlabPart b, SlabWays ways)
    {
        var left = shared.SubView(a.Shared);
        var right = shared.SubView(b.Shared);
        var aCursor = ways.WriteA;
        var bCursor = ways.WriteB;
        a0.Write<TTile>(left, ref aCursor, TTile.Depth);
        if (TTile.Depth > 16)
        {
            a1.Write<TTile>(left, ref aCursor, TTile.Depth);
        }

        if (TTile.Depth > 32)
        {
            a2.Write<TTile>(left, ref aCursor, TTile.Depth);
            a3.Write<TTile>(left, ref aCursor, TTile.Depth);
        }

        b0.Write<TTile>(right, ref bCursor, TTile.Depth);
    }
}
