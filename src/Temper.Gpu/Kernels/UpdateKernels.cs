using ILGPU;
using Temper.Devices;

namespace Temper.Gpu.Kernels;

/// <summary>Kernels that run an optimizer's rule: at the end of weight gradients, and over stretches of parameters.</summary>
/// <typeparam name="TRule">The rule; the same code as on the CPU.</typeparam>
internal static class UpdateKernels<TRule>
    where TRule : unmanaged, IUpdateRule
{
    /// <summary>Weight gradients of up to four Linears. Grid: tiles of all, nets.</summary>
    public static void Weights<TTile>(KernelContext context, WeightGroup group)
        where TTile : unmanaged, ITile<TTile>
    {
        TTile.Declare();
        var shared = SharedMemory.GetDynamic<float>();
        var net = context.Net;
        var task = group.Of(Grid.IdxX);
        var block = Grid.IdxX - task.FirstBlock;
        var row = block / task.TilesAcross * task.TileRows;
        var column = block % task.TilesAcross * task.TileColumns;

        // A is the input, transposed: its lines are the input's columns, which lie together.
        var a = SlabPart.Left<TTile>(task.Input + row, 1, task.In, task.In - row, task.TileRows, task.Rows);
        var b = SlabPart.Right<TTile>(task.OutputGradient + column, 1, task.Out, task.Out - column, task.TileRows, task.TileColumns, task.Rows);
        var sum = Product.Tile<TTile>(net, shared, a, b, task.Geometry);

        var columns = IntrinsicMath.Min(task.TileColumns, task.Out - column);
        var rows = IntrinsicMath.Min(task.TileRows, task.In - row);
        for (var walk = TileWalk.Begin(task.TileColumns, task.Geometry.Reciprocal); walk.Row < rows; walk.Advance())
        {
            if (walk.Column < columns)
            {
                var place = ((row + walk.Row) * task.Out) + column + walk.Column;
                Finish(context, net, task.Weight, place, shared[(walk.Row * task.Geometry.Stride) + walk.Column]);
            }
        }

        // Column sums are the same for all tiles below each other; those at the top keep them.
        if (row == 0 && Group.IdxX < columns)
        {
            Finish(context, net, task.Bias, column + Group.IdxX, sum);
        }
    }

    /// <summary>Up to eight stretches of parameters. Grid: parts of the longest, nets, stretches.</summary>
    public static void Stretches(KernelContext context, UpdateGroup group)
    {
        var net = context.Net;
        var part = group.Of(Grid.IdxZ);
        for (var i = (Grid.IdxX * Group.DimX) + Group.IdxX; i < part.Length; i += Grid.DimX * Group.DimX)
        {
            Update(context, net, part, i, net[part.Gradient + i]);
        }
    }

    private static void Finish(KernelContext context, ArrayView<float> net, UpdatePart part, int place, float gradient)
    {
        if (part.Gradient >= 0)
        {
            net[part.Gradient + place] = gradient;
        }

        if (part.Parameter >= 0)
        {
            Update(context, net, part, place, gradient);
        }
    }

    private static void Update(KernelContext context, ArrayView<float> net, UpdatePart part, int place, float gradient)
    {
        var rule = context.Rules.Cast<TRule>()[context.FirstRule + (Grid.IdxY * context.RulesPerReplica) + part.Rule];
        var parameter = new LaneGpu(net[part.Parameter + place]);
        var state0 = Get(net, part.State0, place);
        var state1 = Get(net, part.State1, place);
        var state2 = Get(net, part.State2, place);
        rule.Apply(ref parameter, new LaneGpu(gradient), ref state0, ref state1, ref state2);
        net[part.Parameter + place] = parameter.Value;
        Set(net, part.State0, place, state0);
        Set(net, part.State1, place, state1);
        Set(net, part.State2, place, state2);
    }

    private static LaneGpu Get(ArrayView<float> net, int state, int place) => new(state < 0 ? 0 : net[state + place]);

    private static void Set(ArrayView<float> net, int state, int place, LaneGpu value)
    {
        if (state >= 0)
        {
            net[state + place] = value.Value;
        }
    }
}
