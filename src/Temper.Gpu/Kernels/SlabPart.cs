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

    /// <summary>The rows of A that a block needs; their slab is the first in shared memory.</summary>
    /// <param name="start">First element of the block's first row.</param>
    /// <param name="lineStride">From one row to the next.</param>
    /// <param name="kStride">From one k to the next.</param>
    /// <param name="lines">Rows that are inside the matrix.</param>
    /// <param name="tileRows">Rows of the block.</param>
    /// <param name="depth">Steps of k in all.</param>
    public static SlabPart Left<TTile>(int start, int lineStride, int kStride, int lines, int tileRows, int depth)
        where TTile : unmanaged, ITile<TTile>
    {
        SlabPart part;
        part.Start = start;
        part.LineStride = lineStride;
        part.KStride = kStride;
        part.Lines = lines;
        part.BlockLines = tileRows;
        part.Depth = depth;
        part.Shared = 0;
        part.SharedStride = TTile.Stride(tileRows);
        return part;
    }

    /// <summary>The columns of B that a block needs; their slab lies behind A's.</summary>
    /// <param name="start">First element of the block's first column.</param>
    /// <param name="lineStride">From one column to the next.</param>
    /// <param name="kStride">From one k to the next.</param>
    /// <param name="lines">Columns that are inside the matrix.</param>
    /// <param name="tileRows">Rows of the block.</param>
    /// <param name="tileColumns">Columns of the block.</param>
    /// <param name="depth">Steps of k in all.</param>
    public static SlabPart Right<TTile>(int start, int lineStride, int kStride, int lines, int tileRows, int tileColumns, int depth)
        where TTile : unmanaged, ITile<TTile>
    {
        var part = Left<TTile>(start, lineStride, kStride, lines, tileColumns, depth);
        part.Shared = TTile.Depth * TTile.Stride(tileRows);
        return part;
    }
}
