using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu;

/// <summary>Pointers of the small elementwise kernels.</summary>
internal unsafe struct ElementwiseArgs
{
    public float* Values;
    public float* Other;
    public float Factor;
}

/// <summary>Values = max(Values, 0); NaN stays.</summary>
internal readonly unsafe struct ReluForwardKernel : IRangeKernel<ElementwiseArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in ElementwiseArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var zero = TLane.Create(0);
        for (var i = from; i < to; i += TLane.Count)
        {
            // "Zero where 0 > x", not "x where x > 0": the first keeps a NaN.
            var x = TLane.Load(args.Values + i);
            TLane.WhereGreater(zero, x, zero, x).Store(args.Values + i);
        }
    }
}

/// <summary>Values (a gradient) = Other (ReLU's output) &gt; 0 ? Values : 0.</summary>
internal readonly unsafe struct ReluBackwardKernel : IRangeKernel<ElementwiseArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in ElementwiseArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var zero = TLane.Create(0);
        for (var i = from; i < to; i += TLane.Count)
        {
            TLane.WhereGreater(TLane.Load(args.Other + i), zero, TLane.Load(args.Values + i), zero).Store(args.Values + i);
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
