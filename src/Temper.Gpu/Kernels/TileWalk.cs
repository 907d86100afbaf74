using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// A thread's way over a tile: threads go along the rows, so that a warp touches memory that lies together. There is no division, because ILGPU would
/// do it again for each element.
/// </summary>
internal struct TileWalk
{
    /// <summary>The element's row in the tile.</summary>
    public int Row;

    /// <summary>Its column; one at the tile's right edge may lie outside the matrix.</summary>
    public int Column;

    private const int Shift = 20;

    private int columns;
    private int rowStep;
    private int columnStep;

    /// <summary>What stands for a division by a number of columns: with it a quotient is a product and a shift.</summary>
    /// <param name="columns">1 to 1024, for up to 1024 threads.</param>
    public static int Reciprocal(int columns) => ((1 << Shift) + columns - 1) / columns;

    /// <summary>Where this thread begins.</summary>
    /// <param name="columns">Columns of the tile, also of those outside the matrix.</param>
    /// <param name="reciprocal"><see cref="Reciprocal"/> of them.</param>
    public static TileWalk Begin(int columns, int reciprocal)
    {
        TileWalk walk;
        walk.columns = columns;
        walk.Row = Quotient(Group.IdxX, reciprocal);
        walk.Column = Group.IdxX - (walk.Row * columns);
        walk.rowStep = Quotient(Group.DimX, reciprocal);
        walk.columnStep = Group.DimX - (walk.rowStep * columns);
        return walk;
    }

    /// <summary>As many elements on as there are threads.</summary>
    public void Advance()
    {
        Row += rowStep;
        Column += columnStep;
        if (Column >= columns)
        {
            Column -= columns;
            Row++;
        }
    }

    /// <summary>Threads by columns.</summary>
    public static int Quotient(int threads, int reciprocal) => (threads * reciprocal) >> Shift;
}
