using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of a sum over rows.</summary>
internal unsafe struct ColumnSumArgs
{
    public float* Input;
    public float* Output;
    public int Rows;
    public int Columns;
    public UpdateHook Hook;
}

/// <summary>Output[c] = sum over rows of Input[r, c], rows in order: a Linear's bias gradient.</summary>
internal readonly unsafe struct ColumnSumKernel : IRangeKernel<ColumnSumArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in ColumnSumArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        for (var c = from; c < to; c += TLane.Count)
        {
            var sum = TLane.Create(0);
            for (var r = 0; r < args.Rows; r++)
            {
                sum += TLane.Load(args.Input + ((nint)r * args.Columns) + c);
            }

            sum.Store(args.Output + c);
        }

        args.Hook.Update(from, to);
    }
}
