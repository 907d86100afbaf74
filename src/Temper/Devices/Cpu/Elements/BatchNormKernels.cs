using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Queue;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of batch normalization. The range of its kernels are the features (columns).</summary>
internal unsafe struct BatchNormArgs
{
    public float* Input;
    public float* Output;
    public float* Weight;
    public float* Bias;
    public float* RunningMean;
    public float* RunningVariance;
    public float* BatchMean;
    public float* BatchInverse;
    public float* WeightGradient;
    public float* BiasGradient;
    public ReluFusion Relu;
    public int Rows;
    public int Features;
    public double Eps;
    public double Momentum;
}

/// <summary>
/// Training forward: two passes over the rows for mean and variance, a third to normalize. Each lane is a feature, so
/// its sums run over the rows in order, for any vector width and any split of the features over threads.
/// </summary>
internal readonly unsafe struct BatchNormTrainKernel : IRangeKernel<BatchNormArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in BatchNormArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var rows = TLane.Create(args.Rows);
        var others = TLane.Create(args.Rows - 1);
        var one = TLane.Create(1);
        var eps = TLane.Create(args.Eps);
        var momentum = TLane.Create(args.Momentum);
        for (var f = from; f < to; f += TLane.Count)
        {
            var x = args.Input + f;
            var sum = TLane.Create(0);
            for (var r = 0; r < args.Rows; r++)
            {
                sum += TLane.Load(x + ((nint)r * args.Features));
            }

            var mean = sum / rows;
            var squares = TLane.Create(0);
            for (var r = 0; r < args.Rows; r++)
            {
                var centred = TLane.Load(x + ((nint)r * args.Features)) - mean;
                squares = TLane.FusedMultiplyAdd(centred, centred, squares);
            }

            var inverse = one / TLane.Sqrt((squares / rows) + eps);
            mean.Store(args.BatchMean + f);
            inverse.Store(args.BatchInverse + f);
            var runningMean = TLane.Load(args.RunningMean + f);
            var runningVariance = TLane.Load(args.RunningVariance + f);
            TLane.FusedMultiplyAdd(momentum, mean - runningMean, runningMean).Store(args.RunningMean + f);
            TLane.FusedMultiplyAdd(momentum, (squares / others) - runningVariance, runningVariance).Store(args.RunningVariance + f);
            BatchNormRows.Normalize(args, f, mean, inverse);
        }
    }
}

/// <summary>Evaluation: normalizes with the running statistics.</summary>
internal readonly unsafe struct BatchNormEvaluateKernel : IRangeKernel<BatchNormArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in BatchNormArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var one = TLane.Create(1);
        var eps = TLane.Create(args.Eps);
        for (var f = from; f < to; f += TLane.Count)
        {
            var inverse = one / TLane.Sqrt(TLane.Load(args.RunningVariance + f) + eps);
            BatchNormRows.Normalize(args, f, TLane.Load(args.RunningMean + f), inverse);
        }
    }
}

/// <summary>
/// Backward: dx = weight * inverse * (dy - mean(dy) - xhat * mean(dy * xhat)), Output holding dy and then dx.
/// </summary>
internal readonly unsafe struct BatchNormBackwardKernel : IRangeKernel<BatchNormArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in BatchNormArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var rows = TLane.Create(args.Rows);
        for (var f = from; f < to; f += TLane.Count)
        {
            var mean = TLane.Load(args.BatchMean + f);
            var inverse = TLane.Load(args.BatchInverse + f);
            var sum = TLane.Create(0);
            var dot = TLane.Create(0);
            for (var r = 0; r < args.Rows; r++)
            {
                var at = ((nint)r * args.Features) + f;
                var dy = TLane.Load(args.Output + at);
                sum += dy;
                dot = TLane.FusedMultiplyAdd(dy, (TLane.Load(args.Input + at) - mean) * inverse, dot);
            }

            var scale = inverse;
            if (args.Weight is not null)
            {
                scale = inverse * TLane.Load(args.Weight + f);
                dot.Store(args.WeightGradient + f);
                sum.Store(args.BiasGradient + f);
            }

            var meanGradient = sum / rows;
            var meanDot = dot / rows;
            for (var r = 0; r < args.Rows; r++)
            {
                var at = ((nint)r * args.Features) + f;
                var normalized = (TLane.Load(args.Input + at) - mean) * inverse;
                var centred = TLane.Load(args.Output + at) - meanGradient - (normalized * meanDot);
                var dx = scale * centred;
                args.Relu.Apply(ref dx, at);
                dx.Store(args.Output + at);
            }
        }
    }
}

/// <summary>The part that training and evaluation share.</summary>
internal static unsafe class BatchNormRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize<TLane>(in BatchNormArgs args, int f, TLane mean, TLane inverse)
        where TLane : struct, ICpuLane<TLane>
    {
        var weight = args.Weight is null ? TLane.Create(1) : TLane.Load(args.Weight + f);
        var bias = args.Bias is null ? TLane.Create(0) : TLane.Load(args.Bias + f);
        for (var r = 0; r < args.Rows; r++)
        {
            var at = ((nint)r * args.Features) + f;
            var normalized = (TLane.Load(args.Input + at) - mean) * inverse;
            var y = TLane.FusedMultiplyAdd(normalized, weight, bias);
            args.Relu.Apply(ref y, at);
            y.Store(args.Output + at);
        }
    }
}
