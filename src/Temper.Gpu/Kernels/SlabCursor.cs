using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// A thread's way through a slab [k][line], one element after the other, such that a warp reads memory that lies together. Where lines lie
/// together it goes along the lines; where k lies together, a warp takes 8 k of 4 lines: whole 32-byte sectors of memory, and 32
/// different banks of shared memory. A step is a few additions: no divisions, no products.
/// </summary>
internal struct SlabCursor
{
    private const int Together = 8;

    /// <summary>The element's line in the block.</summary>
    public int Line;

    /// <summary>Its k in the slab.</summary>
    public int K;

    /// <summary>Where it is, counted from the slab's first element.</summary>
    public int Place;

    private int lines;
    private int lineStep;
    private int kStep;
    private int wrap;
    private int placeStep;
    private int placeWrap;

    /// <summary>Where this thread begins, in memory.</summary>
    /// <param name="part">A or B: its lines, and which of its strides is 1.</param>
    public static SlabCursor Begin(SlabPart part)
    {
        var isAlongK = part.KStride == 1;

        // Threads are a multiple of 32, so that a thread's k keeps its lowest bits.
        var together = isAlongK ? Together : 1;
        var thread = Group.IdxX / together;
        var threads = Group.DimX / together;
        SlabCursor cursor;
        cursor.lines = part.BlockLines;
        cursor.wrap = together;
        cursor.Line = thread % part.BlockLines;
        cursor.K = (Group.IdxX % together) + (thread / part.BlockLines * together);
        cursor.lineStep = threads % part.BlockLines;
        cursor.kStep = threads / part.BlockLines * together;
        cursor.Place = 0;
        cursor.placeStep = 0;
        cursor.placeWrap = 0;
        return cursor.With(part.LineStride, part.KStride);
    }

    /// <summary>The same way elsewhere. Its divisions are those of this way, which are done already.</summary>
    /// <param name="lineStride">Elements from one line to the next there.</param>
    /// <param name="kStride">Elements from one k to the next there.</param>
    public readonly SlabCursor With(int lineStride, int kStride)
    {
        var cursor = this;
        cursor.Place = (Line * lineStride) + (K * kStride);
        cursor.placeStep = (lineStep * lineStride) + (kStep * kStride);
        cursor.placeWrap = (wrap * kStride) - (lines * lineStride);
        return cursor;
    }

    /// <summary>One element on.</summary>
    public void Advance()
    {
        Line += lineStep;
        K += kStep;
        Place += placeStep;
        if (Line >= lines)
        {
            Line -= lines;
            K += wrap;
            Place += placeWrap;
        }
    }
}
