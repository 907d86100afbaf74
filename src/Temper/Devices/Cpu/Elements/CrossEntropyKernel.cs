using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of softmax cross-entropy.</summary>
internal unsafe struct CrossEntropyArgs
{
    public float* Logits;
    public float* Targets;

    /// <summary>Or null.</summary>
    public float* Gradient;

    /// <summary>[rows]: each row's loss and whether its guess is right.</summary>
    public double* RowLosses;
    public int* RowsRight;

    /// <summary><see cref="CrossEntropyKernel.ScratchOf"/> doubles for each thread.</summary>
    public double* Scratch;

    /// <summary>[2]: mean loss and right guesses.</summary>
    public float* Result;
    public double Smoothing;
    public int Rows;
    public int Classes;
}

/// <summary>Softmax cross-entropy, in double between float logits and a float gradient; eight rows side by side.</summary>
internal static unsafe class CrossEntropyKernel
{
    private const int Lanes = 8;

    /// <summary>Doubles that a thread needs: for each class and lane, logit below the largest, its exponential, and the target.</summary>
    public static long ScratchOf(int classes) => 3L * classes * Lanes;

    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(CrossEntropyArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        var scratch = args.Scratch + (part * ScratchOf(args.Classes));
        for (var r = from; r < to; r += Lanes)
        {
            Block(args, scratch, r, Math.Min(Lanes, to - r));
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
    private static void Block(in CrossEntropyArgs args, double* scratch, int row, int rows)
    {
        var classes = args.Classes;
        var belows = scratch;
        var exponentials = belows + (classes * Lanes);
        var targets = exponentials + (classes * Lanes);
        var isRight = stackalloc double[Lanes];
        var losses = stackalloc double[Lanes];
        Transpose(args.Logits, classes, belows, row, rows);
        Transpose(args.Targets, classes, targets, row, rows);
        var (largest, best) = Largest(belows, classes);
        var (_, label) = Largest(targets, classes);
        var sum = Vector512<double>.Zero;
        var sumOfLogits = Vector512<double>.Zero;
        var sumOfTargets = Vector512<double>.Zero;
        for (var c = 0; c < classes * Lanes; c += Lanes)
        {
            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var below = Vector512.Load(belows + c) - largest;
            var exponential = Elementary.Exp(below);
            below.Store(belows + c);
            exponential.Store(exponentials + c);
            sum += exponential;
            sumOfLogits += below;
            sumOfTargets += Vector512.Load(targets + c);
        }

        if (args.Gradient is not null)
        {
            var share = Vector512.Create(args.Smoothing / classes);
            var kept = Vector512.Create(1 - args.Smoothing);
            var total = (sumOfTargets * kept) + Vector512.Create(args.Smoothing);
            for (var c = 0; c < classes * Lanes; c += Lanes)
            {
                var wanted = (Vector512.Load(targets + c) * kept) + share;
                var gradient = ((Vector512.Load(exponentials + c) / sum * total) - wanted) / Vector512.Create((double)args.Rows);
                gradient.Store(exponentials + c);
            }

            for (var lane = 0; lane < rows; lane++)
            {
                var gradient = args.Gradient + ((nint)(row + lane) * classes);
                for (var c = 0; c < classes; c++)
                {
                    gradient[c] = (float)exponentials[(c * Lanes) + lane];
                }
            }
        }

        Losses(args, belows, targets, sum, sumOfLogits).Store(losses);
        Vector512.ConditionalSelect(Vector512.Equals(best, label), Vector512<double>.One, Vector512<double>.Zero).Store(isRight);
        for (var lane = 0; lane < rows; lane++)
        {
            args.RowLosses[row + lane] = losses[lane];
            args.RowsRight[row + lane] = (int)isRight[lane];
        }
    }

    /// <summary>Sum over classes of target * (log of the sum of exponentials - logit), the targets smoothed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Losses(
        in CrossEntropyArgs args, double* belows, double* targets, Vector512<double> sum, Vector512<double> sumOfLogits)
    {
        var logs = stackalloc double[Lanes];
        sum.Store(logs);
        for (var lane = 0; lane < Lanes; lane++)
        {
            logs[lane] = Elementary.Log(logs[lane]);
        }

        var logSum = Vector512.Load(logs);
        var loss = Vector512<double>.Zero;
        for (var c = 0; c < args.Classes * Lanes; c += Lanes)
        {
            // A target of 0 counts nothing, even where the logit is infinitely far below.
            var target = Vector512.Load(targets + c);
            var term = target * (logSum - Vector512.Load(belows + c));
            loss += Vector512.ConditionalSelect(Vector512.GreaterThan(target, Vector512<double>.Zero), term, Vector512<double>.Zero);
        }

        if (args.Smoothing == 0)
        {
            return loss;
        }

        var mean = logSum - (sumOfLogits / Vector512.Create((double)args.Classes));
        return (Vector512.Create(1 - args.Smoothing) * loss) + (Vector512.Create(args.Smoothing) * mean);
    }

    /// <summary>The largest of each lane and where it is: the first, if several.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Value, Vector512<double> Class) Largest(double* numbers, int classes)
    {
        var largest = Vector512.Load(numbers);
        var place = Vector512<double>.Zero;
        for (var c = 1; c < classes; c++)
        {
            var number = Vector512.Load(numbers + (c * Lanes));
            var isLarger = Vector512.GreaterThan(number, largest);
            largest = Vector512.ConditionalSelect(isLarger, number, largest);
            place = Vector512.ConditionalSelect(isLarger, Vector512.Create((double)c), place);
        }

        return (largest, place);
    }

    /// <summary>Rows of floats to doubles [class, lane].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* source, int classes, double* target, int row, int rows)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var numbers = source + ((nint)(row + (lane < rows ? lane : 0)) * classes);
            for (var c = 0; c < classes; c++)
            {
                target[(c * Lanes) + lane] = numbers[c];
            }
        }
    }
}
