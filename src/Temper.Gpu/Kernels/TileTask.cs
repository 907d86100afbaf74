namespace Temper.Gpu.Kernels;

/// <summary>
/// A matrix to make, tile by tile: a product (forward or backward of a Linear), or numbers that are in memory already when
/// <see cref="Depth"/> is 0, and the stages that follow.
/// </summary>
internal struct TileTask
{
    /// <summary>A, or what is there already.</summary>
    public int A;

    /// <summary>B.</summary>
    public int B;

    /// <summary>Rows of the matrix.</summary>
    public int Rows;

    /// <summary>Columns of the matrix.</summary>
    public int Columns;

    /// <summary>Steps of k.</summary>
    public int Depth;

    /// <summary>From one column of B to the next.</summary>
    public int BColumnStride;

    /// <summary>From one k of B to the next.</summary>
    public int BDepthStride;

    /// <summary>First stage.</summary>
    public int FirstStage;

    /// <summary>Number of stages.</summary>
    public int StageCount;

    /// <summary>How threads lie in a tile.</summary>
    public Geometry Geometry;

    /// <summary>Rows of a tile.</summary>
    public int TileRows;

    /// <summary>Columns of a tile.</summary>
    public int TileColumns;

    /// <summary>Tiles side by side.</summary>
    public int TilesAcross;
}
