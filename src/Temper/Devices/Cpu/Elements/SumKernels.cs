using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers of sums and copies.</summary>
internal unsafe struct SumArgs
{
    public float* Target;
    public float* Source;
    public float* Other;
    public ReluFusion Relu;
}

/// <summary>Target = Other + Source.</summary>
internal readonly unsafe struct AddKernel : IRangeKernel<SumArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in SumArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        for (var i = from; i < to; i += TLane.Count)
        {
            var sum = TLane.Load(args.Other + i) + TLane.Load(args.Source + i);
            args.Relu.Apply(ref sum, i);
            sum.Store(args.Target + i);
        }
    }
}

/// <summary>Target = Source.</summary>
internal readonly unsafe struct CopyKernel : IRangeKernel<SumArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in SumArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        for (var i = from; i < to; i += TLane.Count)
        {
            var value = TLane.Load(args.Source + i);
            args.Relu.Apply(ref value, i);
            value.Store(args.Target + i);
        }
    }
}
