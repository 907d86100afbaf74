using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// A thread's way through a slab [k][line], one element after the other, such that a warp reads memory that lies together. Where lines lie
/// together it goes along the lines; where k lies together, a warp takes 8 k of 4 lines: whole 32-byte sectors of memory, and 32
/// different banks of shared memory. No divisions on the way.
/// </summary>
internal struct SlabCursor
{
    private const int Together = 8;

    private int line;
    private int k;
    private int lineStep;
    private int kStep;
    private int wrap;

    /// <summary>Where this thread begins.</summary>
    /// <param name="part">The matrix.</param>
    public static SlabCursor Begin(SlabPart part)
    {
        var thread = (int)Group.IdxX;
        var threads = (int)Group.DimX;
        SlabCursor cursor;
        if (part.KStride == 1)
        {
            // Threads are a multiple of 32, so a thread's k keeps its lowest bits.
            cursor.line = thread / Together % part.BlockLines;
            cursor.k = (thread % Together) + (thread / Together / part.BlockLines * Together);
            cursor.lineStep = threads / Together % part.BlockLines;
            cursor.kStep = threads / Together / part.BlockLines * Together;
            cursor.wrap = Together;
        }
        else
        {
            cursor.line = thread % part.BlockLines;
            cursor.k = thread / part.BlockLines;
            cursor.lineStep = threads % part.BlockLines;
            cursor.kStep = threads / part.BlockLines;
            cursor.wrap = 1;
        }

        return cursor;
    }

    /// <summary>The element here, or 0 outside the matrix; then one on.</summary>
    public float Read(ArrayView<float> numbers, SlabPart part, int firstK)
    {
        var value = 0f;
        if (line < part.Lines && k < part.SlabDepth && firstK + k < part.Depth)
        {
            value = numbers[part.Start + (line * part.LineStride) + ((firstK + k) * part.KStride)];
        }

        Advance(part.BlockLines);
        return value;
    }

    /// <summary>Puts an element down here; then one on.</summary>
    public void Write(ArrayView<float> shared, SlabPart part, float value)
    {
        if (k < part.SlabDepth)
        {
            shared[part.Shared + (k * part.SharedStride) + line] = value;
        }

        Advance(part.BlockLines);
    }

    private void Advance(int lines)
    {
        line += lineStep;
        k += kStep;
        if (line >= lines)
        {
            line -= lines;
            k += wrap;
        }
    }
}
