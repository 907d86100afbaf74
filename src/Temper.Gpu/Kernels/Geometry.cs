namespace Temper.Gpu.Kernels;

/// <summary>How the threads of a block lie in its tile of C.</summary>
internal struct Geometry
{
    /// <summary>Threads side by side.</summary>
    public int ColumnGroups;

    /// <summary>Threads one below the other; further threads only help to move numbers.</summary>
    public int RowGroups;

    /// <summary>Floats from one row of the tile to the next in shared memory: odd, so that a column's numbers lie in different banks.</summary>
    public int Stride;

    /// <summary>By which a thread finds its place in the tile: <see cref="TileWalk.Reciprocal"/> of the tile's columns.</summary>
    public int Reciprocal;
}
