using ILGPU;

namespace Temper.Gpu.Kernels;

/// <summary>
/// What is done to a tile in shared memory: runs of stages that look at one element at a time, each run one walk over the tile, and stages
/// that look at columns.
/// </summary>
internal static class Stages
{
    /// <summary>Carries out a task's stages.</summary>
    /// <param name="context">The batch of nets.</param>
    /// <param name="net">This net's memory.</param>
    /// <param name="shared">The tile, complete.</param>
    /// <param name="tile">Which part of the matrix it is.</param>
    /// <param name="first">The first of the task's stages among those of all tasks.</param>
    /// <param name="count">How many it has.</param>
    public static void Run(KernelContext context, ArrayView<float> net, ArrayView<float> shared, TileShape tile, int first, int count)
    {
        var last = first + count;
        for (var stage = first; stage < last;)
        {
            var kind = context.Stages[stage * StageKind.Length];
            if (kind >= StageKind.FirstOfColumns)
            {
                Columns(context, net, shared, tile, stage, kind);
                stage++;
            }
            else
            {
                var end = stage + 1;
                while (end < last && context.Stages[end * StageKind.Length] < StageKind.FirstOfColumns)
                {
                    end++;
                }

                Elements(context, net, shared, tile, stage, end);
                stage = end;
            }

            // Nobody reads the tile after the last stage.
            if (stage < last)
            {
                Group.Barrier();
            }
        }
    }

    private static void Elements(KernelContext context, ArrayView<float> net, ArrayView<float> shared, TileShape tile, int first, int end)
    {
        for (var walk = TileWalk.Begin(tile.Width, tile.Reciprocal); walk.Row < tile.Rows; walk.Advance())
        {
            if (walk.Column < tile.Columns)
            {
                var place = (walk.Row * tile.Stride) + walk.Column;
                var value = shared[place];
                for (var stage = first; stage < end; stage++)
                {
                    value = ElementStages.Apply(
                        context, net, stage * StageKind.Length, tile.Row + walk.Row, tile.Column + walk.Column, tile.Features, value);
                }

                shared[place] = value;
            }
        }
    }

    /// <summary>A warp for each column.</summary>
    private static void Columns(KernelContext context, ArrayView<float> net, ArrayView<float> shared, TileShape tile, int stage, int kind)
    {
        var warps = (int)Group.DimX >> BatchNormStages.WarpShift;
        for (var column = (int)Group.IdxX >> BatchNormStages.WarpShift; column < tile.Columns; column += warps)
        {
            if (kind == StageKind.BatchNormTrain)
            {
                BatchNormStages.Train(context, net, shared, tile, stage * StageKind.Length, column);
            }
            else
            {
                BatchNormStages.Backward(context, net, shared, tile, stage * StageKind.Length, column);
            }
        }
    }
}
