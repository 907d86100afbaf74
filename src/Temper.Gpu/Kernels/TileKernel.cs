using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>One tile of a matrix per block: product, then stages, all in one kernel.</summary>
internal static class TileKernel
{
    /// <summary>Grid: tiles, nets.</summary>
    public static void Run<TTile>(Room room, TileTask task)
        where TTile : unmanaged, ITile<TTile>
    {
        TTile.Declare();
        var shared = SharedMemory.GetDynamic<float>();
        var net = room.Net;
        TileShape tile;
        tile.Row = Grid.IdxX / task.TilesAcross * task.TileRows;
        tile.Column = Grid.IdxX % task.TilesAcross * task.TileColumns;
        tile.Rows = IntrinsicMath.Min(task.TileRows, task.Rows - tile.Row);
        tile.Columns = IntrinsicMath.Min(task.TileColumns, task.Columns - tile.Column);
        tile.Features = task.Columns;
        tile.Stride = task.Geometry.Stride;
        if (task.Depth > 0)
        {
            Product.Tile<TTile>(net, shared, LeftPart<TTile>(task, tile), RightPart<TTile>(task, tile), task.Geometry);
        }
        else
        {
            Load(net, shared, task.A, tile);
        }

        Stages.Run(room, net, shared, tile, task.FirstStage, task.StageCount);
    }

    private static SlabPart LeftPart<TTile>(TileTask task, TileShape tile)
        where TTile : unmanaged, ITile<TTile>
    {
        SlabPart part;
        part.Start = task.A + (tile.Row * task.Depth);
        part.LineStride = task.Depth;
        part.KStride = 1;
        part.Lines = tile.Rows;
        part.BlockLines = task.TileRows;
        part.Depth = task.Depth;
        part.Shared = 0;
        part.SharedStride = TTile.Stride(task.TileRows);
        return part;
    }

    private static SlabPart RightPart<TTile>(TileTask task, TileShape tile)
        where TTile : unmanaged, ITile<TTile>
    {
        SlabPart part;
        part.Start = task.B + (tile.Column * task.BColumnStride);
        part.LineStride = task.BColumnStride;
        part.KStride = task.BDepthStride;
        part.Lines = tile.Columns;
        part.BlockLines = task.TileColumns;
        part.Depth = task.Depth;
        part.Shared = TTile.Depth * TTile.Stride(task.TileRows);
        part.SharedStride = TTile.Stride(task.TileColumns);
        return part;
    }

    private static void Load(ArrayView<float> net, ArrayView<float> shared, int start, TileShape tile)
    {
        for (var i = (int)Group.IdxX; i < tile.Rows * tile.Columns; i += Group.DimX)
        {
            var row = i / tile.Columns;
            var column = i % tile.Columns;
            shared[(row * tile.Stride) + column] = net[start + ((tile.Row + row) * tile.Features) + tile.Column + column];
        }

        Group.Barrier();
    }
}
