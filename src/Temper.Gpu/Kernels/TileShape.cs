namespace Temper.Gpu.Kernels;

/// <summary>Which part of a matrix a block's tile is.</summary>
internal struct TileShape
{
    /// <summary>First row.</summary>
    public int Row;

    /// <summary>First column.</summary>
    public int Column;

    /// <summary>Rows that are inside the matrix.</summary>
    public int Rows;

    /// <summary>Columns that are inside the matrix.</summary>
    public int Columns;

    /// <summary>Columns of the tile, also of those outside the matrix.</summary>
    public int Width;

    /// <summary>Their reciprocal.</summary>
    public int Reciprocal;

    /// <summary>Columns of the whole matrix.</summary>
    public int Features;

    /// <summary>Floats from one row of the tile to the next in shared memory.</summary>
    public int Stride;
}
