using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu;

/// <summary>Pointers and sizes of softmax cross-entropy.</summary>
internal unsafe struct CrossEntropyArgs
{
    public float* Logits;
    public byte* Labels;
    public int* Indices;

    /// <summary>Or null.</summary>
    public float* Gradient;

    /// <summary>[rows]: each row's loss and whether its guess is right.</summary>
    public double* RowLosses;
    public int* RowsRight;

    /// <summary>[2]: mean loss and right guesses.</summary>
    public float* Result;
    public double Smoothing;
    public int Rows;
    public int Classes;
}

/// <summary>Softmax cross-entropy, in double between float logits and a float gradient; eight rows side by side.</summary>
internal static unsafe class CrossEntropyKernel
{
    /// <summary>Labels are bytes.</summary>
    public const int MostClasses = 256;

    private const int Lanes = 8;

    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(CrossEntropyArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (var r = from; r < to; r += Lanes)
        {
            Block(args, r, Math.Min(Lanes, to - r));
        }
    }

    /// <summary>Adds the rows up, in order.</summary>
    public static void Sum(void* arguments)
    {
        ref var args = ref *(CrossEntropyArgs*)arguments;
        var total = 0.0;
        var right = 0;
        for (var r = 0; r < args.Rows; r++)
        {
            total += args.RowLosses[r];
            right += args.RowsRight[r];
        }

        args.Result[0] = (float)(total / args.Rows);
        args.Result[1] = right;
    }

    /// <summary>Up to 8 rows, one in each lane; lanes without a row repeat the first.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(in CrossEntropyArgs args, int row, int rows)
    {
        var classes = args.Classes;
        var numbers = stackalloc double[MostClasses * Lanes];
        var labels = stackalloc double[Lanes];
        var sums = stackalloc double[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var r = row + (lane < rows ? lane : 0);
            labels[lane] = args.Labels[args.Indices[r]];
            var logits = args.Logits + ((nint)r * classes);
            for (var c = 0; c < classes; c++)
            {
                numbers[(c * Lanes) + lane] = logits[c];
            }
        }

        var largest = Vector512.Load(numbers);
        var best = Vector512<double>.Zero;
        for (var c = 1; c < classes; c++)
        {
            var logit = Vector512.Load(numbers + (c * Lanes));
            var larger = Vector512.GreaterThan(logit, largest);
            largest = Vector512.ConditionalSelect(larger, logit, largest);
            best = Vector512.ConditionalSelect(larger, Vector512.Create((double)c), best);
        }

        var label = Vector512.Load(labels);
        var sum = Vector512<double>.Zero;
        var sumOfLogits = Vector512<double>.Zero;
        var ofLabel = Vector512<double>.Zero;
        for (var c = 0; c < classes; c++)
        {
            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var below = Vector512.Load(numbers + (c * Lanes)) - largest;
            var exponential = Elementary.Exp(below);
            exponential.Store(numbers + (c * Lanes));
            sum += exponential;
            sumOfLogits += below;
            ofLabel = Vector512.ConditionalSelect(Vector512.Equals(label, Vector512.Create((double)c)), below, ofLabel);
        }

        if (args.Gradient is not null)
        {
            var share = args.Smoothing / classes;
            var target = Vector512.Create(1 - args.Smoothing + share);
            for (var c = 0; c < classes; c++)
            {
                var isLabel = Vector512.Equals(label, Vector512.Create((double)c));
                var wanted = Vector512.ConditionalSelect(isLabel, target, Vector512.Create(share));
                var gradient = ((Vector512.Load(numbers + (c * Lanes)) / sum) - wanted) / Vector512.Create((double)args.Rows);
                gradient.Store(numbers + (c * Lanes));
            }

            for (var lane = 0; lane < rows; lane++)
            {
                var gradient = args.Gradient + ((nint)(row + lane) * classes);
                for (var c = 0; c < classes; c++)
                {
                    gradient[c] = (float)numbers[(c * Lanes) + lane];
                }
            }
        }

        sum.Store(sums);
        for (var lane = 0; lane < rows; lane++)
        {
            // Sum over classes of target * (logSum - logit), the targets summing to 1.
            var logSum = Elementary.Log(sums[lane]);
            var loss = (1 - args.Smoothing) * (logSum - ofLabel[lane]);
            args.RowLosses[row + lane] = args.Smoothing > 0
                ? loss + (args.Smoothing * (logSum - (sumOfLogits[lane] / classes)))
                : loss;
            args.RowsRight[row + lane] = best[lane] == labels[lane] ? 1 : 0;
        }
    }
}
