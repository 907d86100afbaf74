using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers of the small elementwise kernels.</summary>
internal unsafe struct ElementwiseArgs
{
    public float* Values;
    public ReluFusion Relu;
    public float Factor;
}

/// <summary>ReLU or its backward on Values, where no operation before could take it along.</summary>
internal readonly unsafe struct ReluKernel : IRangeKernel<ElementwiseArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in ElementwiseArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        for (var i = from; i < to; i += TLane.Count)
        {
            var x = TLane.Load(args.Values + i);
            args.Relu.Apply(ref x, i);
            x.Store(args.Values + i);
        }
    }
}

/// <summary>Values = Values * Factor.</summary>
internal readonly unsafe struct ScaleKernel : IRangeKernel<ElementwiseArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in ElementwiseArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var factor = TLane.Create(args.Factor);
        for (var i = from; i < to; i += TLane.Count)
        {
            (TLane.Load(args.Values + i) * factor).Store(args.Values + i);
        }
    }
}
