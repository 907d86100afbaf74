using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>One tile of a matrix per block: product, then stages, all in one kernel.</summary>
internal static class TileKernel
{
    /// <summary>Grid: tiles, nets.</summary>
    public static void Run<TTile>(KernelContext context, TileTask task)
        where TTile : unmanaged, ITile<TTile>
    {
        TTile.Declare();
        var shared = SharedMemory.GetDynamic<float>();
        var net = context.Net;
        TileShape tile;
        tile.Row = Grid.IdxX / task.TilesAcross * task.TileRows;
        tile.Column = Grid.IdxX % task.TilesAcross * task.TileColumns;
        tile.Rows = IntrinsicMath.Min(task.TileRows, task.Rows - tile.Row);
        tile.Columns = IntrinsicMath.Min(task.TileColumns, task.Columns - tile.Column);
        tile.Width = task.TileColumns;
        tile.Reciprocal = task.Geometry.Reciprocal;
        tile.Features = task.Columns;
        tile.Stride = task.Geometry.Stride;
        if (task.Depth > 0)
        {
            var a = SlabPart.Left<TTile>(task.A + (tile.Row * task.Depth), task.Depth, 1, tile.Rows, task.TileRows, task.Depth);
            var b = SlabPart.Right<TTile>(
                task.B + (tile.Column * task.BColumnStride),
                task.BColumnStride,
                task.BDepthStride,
                tile.Columns,
                task.TileRows,
                task.TileColumns,
                task.Depth);
            Product.Tile<TTile>(net, shared, a, b, task.Geometry);
        }
        else
        {
            Load(net, shared, task.A, tile);
        }

        Stages.Run(context, net, shared, tile, task.FirstStage, task.StageCount);
    }

    private static void Load(ArrayView<float> net, ArrayView<float> shared, int start, TileShape tile)
    {
        for (var walk = TileWalk.Begin(tile.Width, tile.Reciprocal); walk.Row < tile.Rows; walk.Advance())
        {
            if (walk.Column < tile.Columns)
            {
                shared[(walk.Row * tile.Stride) + walk.Column] = net[start + ((tile.Row + walk.Row) * tile.Features) + tile.Column + walk.Column];
            }
        }

        Group.Barrier();
    }
}
