using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of a limit on the norms of units.</summary>
internal unsafe struct UnitNormArgs
{
    public float* Weight;
    public int In;
    public int Out;
    public double Limit;
}

/// <summary>
/// Scales down the columns of a weight [in, out] that are longer than the limit. A column's sum of squares is one chain over its rows in double,
/// where squares of floats are exact, so its bits depend neither on the width of vectors nor on the split of the columns over threads.
/// </summary>
internal static unsafe class UnitNormKernel
{
    // A cache line: threads do not write into each other's.
    private const int Grain = 16;
    private const int Stretch = 256;
    private const int Lanes = 8;

    /// <summary>One thread's columns.</summary>
    [SkipLocalsInit]
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(UnitNormArgs*)arguments;
        var (from, to) = Parts.Range(args.Out, Grain, part, parts);
        var factors = stackalloc double[Stretch];
        for (var column = from; column < to; column += Stretch)
        {
            var count = Math.Min(Stretch, to - column);
            AddSquares(args, column, count, factors);
            if (ToFactors(factors, count, args.Limit))
            {
                Scale(args, column, count, factors);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(in UnitNormArgs args, int column, int count, double* sums)
    {
        new Span<double>(sums, count).Clear();
        for (var r = 0; r < args.In; r++)
        {
            var row = args.Weight + ((nint)r * args.Out) + column;
            var i = 0;
            for (; i + Lanes <= count; i += Lanes)
            {
                var (lower, upper) = Vector256.Widen(Vector256.Load(row + i));
                (Vector256.Load(sums + i) + (lower * lower)).Store(sums + i);
                (Vector256.Load(sums + i + (Lanes / 2)) + (upper * upper)).Store(sums + i + (Lanes / 2));
            }

            for (; i < count; i++)
            {
                sums[i] += (double)row[i] * row[i];
            }
        }
    }

    /// <summary>From sums of squares to what the columns are multiplied by; false if that is 1 for all of them.</summary>
    private static bool ToFactors(double* sums, int count, double limit)
    {
        var any = false;
        for (var i = 0; i < count; i++)
        {
            sums[i] = Operations.LimitUnitNorms.Factor(sums[i], limit);
            any |= sums[i] != 1;
        }

        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(in UnitNormArgs args, int column, int count, double* factors)
    {
        for (var r = 0; r < args.In; r++)
        {
            var row = args.Weight + ((nint)r * args.Out) + column;
            var i = 0;
            for (; i + Lanes <= count; i += Lanes)
            {
                var (lower, upper) = Vector256.Widen(Vector256.Load(row + i));
                Vector256.Narrow(lower * Vector256.Load(factors + i), upper * Vector256.Load(factors + i + (Lanes / 2))).Store(row + i);
            }

            for (; i < count; i++)
            {
                row[i] = (float)(row[i] * factors[i]);
            }
        }
    }
}
