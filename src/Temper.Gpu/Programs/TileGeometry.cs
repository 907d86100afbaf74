using Temper.Gpu.Kernels;

namespace Temper.Gpu.Programs;

/// <summary>How a matrix is cut into blocks: tile, threads, shared memory. Bits do not depend on it.</summary>
/// <param name="Geometry">Threads in the tile.</param>
/// <param name="Rows">Rows of a tile.</param>
/// <param name="Columns">Columns of a tile.</param>
/// <param name="TilesAcross">Tiles side by side.</param>
/// <param name="Blocks">Tiles in all.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="SharedFloats">Floats of shared memory.</param>
internal readonly record struct TileGeometry(
    Geometry Geometry, int Rows, int Columns, int TilesAcross, int Blocks, int Threads, int SharedFloats)
{
    /// <summary>Most rows of a product's tile: a batch of up to this size lies in one tile, as BatchNorm behind a product needs.</summary>
    public const int ProductRows = 128;

    /// <summary>Most rows of numbers that are loaded into one tile: what 48 KB of shared memory hold of one column.</summary>
    public const int MostRows = SharedFloatsLimit;

    /// <summary>48 KB: what a block gets without asking the driver for more.</summary>
    private const int SharedFloatsLimit = 12 * 1024;

    private const int Warp = 32;

    /// <summary>Tiles for few nets.</summary>
    public static TileGeometry Narrow(int rows, int columns)
    {
        var rowGroups = Math.Min(ProductRows / NarrowTile.Rows, DivideUp(rows, NarrowTile.Rows));
        const int columnGroups = 4;
        // The threads must be able to carry a slab: 64 numbers of A and 16 of B each.
        var threads = Math.Max(rowGroups * NarrowTile.Rows, columnGroups * NarrowTile.Columns * NarrowTile.Depth / 16);
        return Of<NarrowTile>(rows, columns, rowGroups, columnGroups, threads);
    }

    /// <summary>Tiles for many nets.</summary>
    public static TileGeometry Wide(int rows, int columns)
    {
        // 128 rows of 88 columns are 45 KB when the tile is complete.
        const int mostColumns = 88;
        var rowGroups = Math.Min(ProductRows / WideTile.Rows, DivideUp(rows, WideTile.Rows));
        var across = DivideUp(columns, mostColumns);
        var columnGroups = DivideUp(columns, across * WideTile.Columns);
        var threads = Math.Max(rowGroups * WideTile.Rows, columnGroups * WideTile.Columns);
        return Of<WideTile>(rows, columns, rowGroups, columnGroups, threads);
    }

    /// <summary>
    /// Tiles of the tensor cores: warps one below the other, each with as many of its eight tiles of 16 x 8 across as there are columns.
    /// </summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="isWide">Whether blocks are to be wide: for many nets.</param>
    public static TileGeometry Tensor(int rows, int columns, bool isWide)
    {
        const int mostAcross = 8;
        var warps = Math.Min(ProductRows / TensorTile.Rows, DivideUp(rows, TensorTile.Rows));
        var eights = DivideUp(columns, TensorTile.Columns);
        var each = isWide ? DivideUp(eights, DivideUp(eights, mostAcross)) : 1;
        // The threads must be able to carry a slab: 32 numbers of A and 16 of B each.
        var threads = Math.Max(warps * Warp, each * TensorTile.Columns * TensorTile.Depth / 16);
        return Of<TensorTile>(rows, columns, warps, each, threads);
    }

    /// <summary>Tiles of numbers that are there already.</summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="needsColumns">Whether a tile must hold all rows.</param>
    /// <param name="threads">Threads of a block.</param>
    public static TileGeometry Loaded(int rows, int columns, bool needsColumns, int threads)
    {
        const int usual = 32;
        var tileRows = needsColumns ? rows : Math.Min(rows, 2 * usual);
        var tileColumns = Math.Clamp(SharedFloatsLimit / tileRows, 1, Math.Min(columns, usual));
        if (tileRows * (tileColumns | 1) > SharedFloatsLimit)
        {
            tileColumns--;
        }

        var stride = tileColumns | 1;
        var across = DivideUp(columns, tileColumns);
        return new TileGeometry(
            new Geometry { ColumnGroups = 1, RowGroups = 1, Stride = stride, Reciprocal = TileWalk.Reciprocal(tileColumns) },
            tileRows,
            tileColumns,
            across,
            across * DivideUp(rows, tileRows),
            threads,
            tileRows * stride);
    }

    private static TileGeometry Of<TTile>(int rows, int columns, int rowGroups, int columnGroups, int leastThreads)
        where TTile : unmanaged, ITile<TTile>
    {
        var tileRows = rowGroups * TTile.Rows;
        var tileColumns = columnGroups * TTile.Columns;
        var stride = tileColumns | 1;
        var across = DivideUp(columns, tileColumns);
        var slabs = TTile.Depth * (TTile.Stride(tileRows) + TTile.Stride(tileColumns));
        return new TileGeometry(
            new Geometry { ColumnGroups = columnGroups, RowGroups = rowGroups, Stride = stride, Reciprocal = TileWalk.Reciprocal(tileColumns) },
            tileRows,
            tileColumns,
            across,
            across * DivideUp(rows, tileRows),
            DivideUp(Math.Max(leastThreads, rowGroups * columnGroups), Warp) * Warp,
            Math.Max(slabs, tileRows * stride));
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
