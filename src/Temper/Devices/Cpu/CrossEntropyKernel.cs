using System.Runtime.CompilerServices;

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

/// <summary>Softmax cross-entropy of one row, in double between float logits and a float gradient.</summary>
internal static unsafe class CrossEntropyKernel
{
    /// <summary>Labels are bytes.</summary>
    public const int MostClasses = 256;

    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(CrossEntropyArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (var r = from; r < to; r++)
        {
            var offset = (nint)r * args.Classes;
            args.RowLosses[r] = Row(
                args.Logits + offset,
                args.Classes,
                args.Labels[args.Indices[r]],
                args.Smoothing,
                args.Rows,
                args.Gradient is null ? null : args.Gradient + offset,
                out var correct);
            args.RowsRight[r] = correct ? 1 : 0;
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

    /// <summary>The row's loss; writes its gradient (unless null) and tells whether the guess is right.</summary>
    /// <param name="logits">[classes].</param>
    /// <param name="classes">1 to 256: labels are bytes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="smoothing">Label smoothing.</param>
    /// <param name="rows">Rows of the batch: the loss is a mean, so gradients are divided by it.</param>
    /// <param name="gradient">[classes], or null.</param>
    /// <param name="correct">True when the first largest logit is the label's.</param>
    [SkipLocalsInit]
    public static double Row(float* logits, int classes, int label, double smoothing, int rows, float* gradient, out bool correct)
    {
        var exponentials = stackalloc double[MostClasses];
        var best = 0;
        for (var c = 1; c < classes; c++)
        {
            best = logits[c] > logits[best] ? c : best;
        }

        correct = best == label;
        double largest = logits[best];
        var sum = 0.0;
        var sumOfLogits = 0.0;
        for (var c = 0; c < classes; c++)
        {
            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var below = logits[c] - largest;
            exponentials[c] = Elementary.Exp(below);
            sum += exponentials[c];
            sumOfLogits += below;
        }

        var logSum = Elementary.Log(sum);
        if (gradient is not null)
        {
            var share = smoothing / classes;
            for (var c = 0; c < classes; c++)
            {
                var target = c == label ? 1 - smoothing + share : share;
                gradient[c] = (float)(((exponentials[c] / sum) - target) / rows);
            }
        }

        // Sum over classes of target * (logSum - logit), the targets summing to 1.
        var loss = (1 - smoothing) * (logSum - (logits[label] - largest));
        return smoothing > 0 ? loss + (smoothing * (logSum - (sumOfLogits / classes))) : loss;
    }
}
