using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of layer normalization.</summary>
internal unsafe struct LayerNormArgs
{
    public float* Input;

    /// <summary>[rows, features]: the output in forward, the gradient in backward.</summary>
    public float* Output;

    /// <summary>Or null.</summary>
    public float* Weight;
    public float* Bias;

    /// <summary>[rows, 3].</summary>
    public float* Statistics;
    public float* WeightGradient;
    public float* BiasGradient;
    public int Rows;
    public int Features;
    public double Eps;
}

/// <summary>
/// Rows one by one, in double. Feature f belongs to sum f % 4, the four sums are added in one order, so the bits do not depend on vectors or threads.
/// </summary>
internal static unsafe class LayerNormRows
{
    /// <summary>One thread's rows of the forward pass.</summary>
    public static void Forward(void* arguments, int part, int parts)
    {
        ref var args = ref *(LayerNormArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (nint r = from; r < to; r++)
        {
            var row = r * args.Features;
            var (mean, inverse) = Normalize(args.Input + row, args.Output + row, args.Features, args.Weight, args.Bias, args.Eps);
            var statistics = args.Statistics + (3 * r);
            statistics[0] = (float)mean;
            statistics[1] = (float)(mean - statistics[0]);
            statistics[2] = (float)inverse;
        }
    }

    /// <summary>One thread's rows of the input's gradient.</summary>
    public static void Backward(void* arguments, int part, int parts)
    {
        ref var args = ref *(LayerNormArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (nint r = from; r < to; r++)
        {
            var row = r * args.Features;
            var statistics = args.Statistics + (3 * r);
            Backward(args.Input + row, args.Output + row, args.Features, args.Weight, (double)statistics[0] + statistics[1], statistics[2]);
        }
    }

    /// <summary>Normalizes one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Mean, double Inverse) Normalize(float* x, float* y, int features, float* weight, float* bias, double eps)
    {
        var whole = features / WideDoubles.Count * WideDoubles.Count;
        var left = features - whole;
        var sums = Vector256<double>.Zero;
        for (var f = 0; f < whole; f += WideDoubles.Count)
        {
            sums += WideDoubles.Load(x + f);
        }

        sums += WideDoubles.LoadFirst(x + whole, left);
        var mean = WideDoubles.Sum(sums) / features;
        var means = Vector256.Create(mean);
        var squares = Vector256<double>.Zero;
        for (var f = 0; f < whole; f += WideDoubles.Count)
        {
            var centred = WideDoubles.Load(x + f) - means;
            squares += centred * centred;
        }

        var rest = WideDoubles.First(WideDoubles.LoadFirst(x + whole, left) - means, left);
        squares += rest * rest;
        var inverse = 1 / Math.Sqrt((WideDoubles.Sum(squares) / features) + eps);
        var inverses = Vector256.Create(inverse);
        for (var f = 0; f < whole; f += WideDoubles.Count)
        {
            var normalized = (WideDoubles.Load(x + f) - means) * inverses;
            WideDoubles.Store(weight is null ? normalized : (normalized * WideDoubles.Load(weight + f)) + WideDoubles.Load(bias + f), y + f);
        }

        rest *= inverses;
        WideDoubles.StoreFirst(
            weight is null ? rest : (rest * WideDoubles.LoadFirst(weight + whole, left)) + WideDoubles.LoadFirst(bias + whole, left),
            y + whole,
            left);
        return (mean, inverse);
    }

    /// <summary>dx = inverse * (g - mean(g) - xhat * mean(g * xhat)), g = weight * dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(float* x, float* gradient, int features, float* weight, double mean, double inverse)
    {
        var whole = features / WideDoubles.Count * WideDoubles.Count;
        var left = features - whole;
        var means = Vector256.Create(mean);
        var inverses = Vector256.Create(inverse);
        var sums = Vector256<double>.Zero;
        var dots = Vector256<double>.Zero;
        for (var f = 0; f < whole; f += WideDoubles.Count)
        {
            var scaled = weight is null ? WideDoubles.Load(gradient + f) : WideDoubles.Load(gradient + f) * WideDoubles.Load(weight + f);
            sums += scaled;
            dots += scaled * ((WideDoubles.Load(x + f) - means) * inverses);
        }

        var rest = WideDoubles.LoadFirst(gradient + whole, left);
        rest = weight is null ? rest : rest * WideDoubles.LoadFirst(weight + whole, left);
        var restNormalized = (WideDoubles.LoadFirst(x + whole, left) - means) * inverses;
        sums += rest;
        dots += rest * restNormalized;
        var meanGradient = Vector256.Create(WideDoubles.Sum(sums) / features);
        var meanDot = Vector256.Create(WideDoubles.Sum(dots) / features);
        for (var f = 0; f < whole; f += WideDoubles.Count)
        {
            var scaled = weight is null ? WideDoubles.Load(gradient + f) : WideDoubles.Load(gradient + f) * WideDoubles.Load(weight + f);
            var normalized = (WideDoubles.Load(x + f) - means) * inverses;
            WideDoubles.Store(inverses * (scaled - meanGradient - (normalized * meanDot)), gradient + f);
        }

        WideDoubles.StoreFirst(inverses * (rest - meanGradient - (restNormalized * meanDot)), gradient + whole, left);
    }
}

/// <summary>The gradients of weight and bias: each lane is a feature, its sums run over the rows in order.</summary>
internal readonly unsafe struct LayerNormParametersKernel : IRangeKernel<LayerNormArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in LayerNormArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        for (var f = from; f < to; f += TLane.Count)
        {
            var dot = TLane.Zero;
            var sum = TLane.Zero;
            for (nint r = 0; r < args.Rows; r++)
            {
                var at = (r * args.Features) + f;
                var statistics = args.Statistics + (3 * r);
                var centred = TLane.Load(args.Input + at) - TLane.Broadcast(statistics) - TLane.Broadcast(statistics + 1);
                var gradient = TLane.Load(args.Output + at);
                dot = TLane.FusedMultiplyAdd(gradient, centred * TLane.Broadcast(statistics + 2), dot);
                sum += gradient;
            }

            dot.Store(args.WeightGradient + f);
            sum.Store(args.BiasGradient + f);
        }
    }
}
