using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <content>What becomes of C while it is still in the cache.</content>
internal static unsafe partial class ProductKernel<TLane, THalf>
{
    /// <summary>What is done to rows x [fromColumn, toColumn) of C when its products are summed up.</summary>
    private static void Finish(ref MatrixProduct p, int row, int rows, int fromColumn, int toColumn) =>
        Finish(ref p, row, rows, fromColumn, toColumn, p.C + ((nint)row * p.Columns) + fromColumn, p.Columns, null);

    /// <summary>
    /// Bias, ReLU, its backward, and the optimizer's update. The sums lie in C or in a scratch; from there they go to C, or
    /// to a place beside the scratch if only the update needs them.
    /// </summary>
    private static void Finish(
        ref MatrixProduct p, int row, int rows, int fromColumn, int toColumn, float* sums, nint stride, float* aside)
    {
        var start = (nint)row * p.Columns;
        var wholeRows = toColumn - fromColumn == p.Columns;
        var spent = wholeRows && aside is not null && p.Hook.SpendsGradients;
        if (p.Bias is not null || !p.Relu.IsEmpty || sums != p.C + start + fromColumn)
        {
            sums -= fromColumn;
            var target = spent ? aside - start : p.C;
            var done = FinishColumns<TLane>(p, row, rows, fromColumn, toColumn, sums, stride, target);
            done = FinishColumns<THalf>(p, row, rows, done, toColumn, sums, stride, target);
            FinishColumns<LaneSingle>(p, row, rows, done, toColumn, sums, stride, target);
        }

        if (p.Hook.Run is null)
        {
            return;
        }

        if (wholeRows)
        {
            p.Hook.Update(row * p.Columns, (row + rows) * p.Columns, spent ? aside : null);
            return;
        }

        for (var r = row; r < row + rows; r++)
        {
            p.Hook.Update((r * p.Columns) + fromColumn, (r * p.Columns) + toColumn);
        }
    }

    /// <summary>As many columns as whole vectors of that width take; returns the first column left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FinishColumns<TWidth>(in MatrixProduct p, int row, int rows, int from, int to, float* sums, nint stride, float* target)
        where TWidth : struct, ICpuLane<TWidth>
    {
        var end = from + ((to - from) / TWidth.Count * TWidth.Count);
        var bias = p.Bias;
        var relu = p.Relu;
        var last = from < end ? row + rows : row;
        if (bias is null && relu.IsEmpty)
        {
            for (var r = row; r < last; r++)
            {
                var c = target + ((nint)r * p.Columns);
                for (nint i = from; i < end; i += TWidth.Count)
                {
                    TWidth.Load(sums + i).Store(c + i);
                }

                sums += stride;
            }

            return end;
        }

        for (var r = row; r < last; r++)
        {
            var start = (nint)r * p.Columns;
            var c = target + start;
            for (var i = from; i < end; i += TWidth.Count)
            {
                var x = TWidth.Load(sums + i);
                if (bias is not null)
                {
                    x += TWidth.Load(bias + i);
                }

                relu.Apply(ref x, start + i);
                x.Store(c + i);
            }

            sums += stride;
        }

        return end;
    }
}
