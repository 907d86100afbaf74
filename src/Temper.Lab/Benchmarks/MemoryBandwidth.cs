using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Temper.Lab.Benchmarks;

/// <summary>Measures main memory with 128 MiB of floats: a multiple of most processors' last-level cache.</summary>
public static class MemoryBandwidth
{
    // Parts begin at a page of their own.
    private const int Granule = 1024;
    private const int Floats = 3 * 10_922 * Granule;
    private const int Trials = 5;

    /// <summary>Measures for several numbers of threads, best of five passes each; about 0.1 s apiece.</summary>
    /// <param name="threads">Numbers of threads, each at least 1.</param>
    /// <param name="time">The clock. Default: the system clock.</param>
    /// <param name="cancellationToken">Looked at between two measurements.</param>
    /// <returns>One entry per number of threads, in the same order.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<Bandwidth> Measure(
        IReadOnlyList<int> threads, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(threads);
        try
        {
            return Measured(threads, time ?? TimeProvider.System, cancellationToken);
        }
        finally
        {
            // The array is garbage now, and as large as everything else a benchmark needs: it must not wait for its turn.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<Bandwidth> Measured(IReadOnlyList<int> threads, TimeProvider time, CancellationToken cancellationToken)
    {
        var memory = GC.AllocateUninitializedArray<float>(Floats);
        Array.Fill(memory, 1);
        var results = new List<Bandwidth>();
        foreach (var count in threads)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            cancellationToken.ThrowIfCancellationRequested();
            var read = ParallelTrials.Run(count, Trials, number => () => Read(Part(memory, number, count)), time).Min();
            cancellationToken.ThrowIfCancellationRequested();
            var third = Floats / 3;
            var triad = ParallelTrials.Run(
                count,
                Trials,
                number => () => Triad(
                    Part(memory.AsSpan(0, third), number, count),
                    Part(memory.AsSpan(third, third), number, count),
                    Part(memory.AsSpan(2 * third, third), number, count)),
                time).Min();
            results.Add(new Bandwidth(count, Rate(read), Rate(triad)));
        }

        return results;
    }

    private static double Rate(double seconds) => 1e-9 * sizeof(float) * Floats / Math.Max(seconds, 1e-9);

    private static Span<float> Part(Span<float> all, int part, int parts)
    {
        var granules = all.Length / Granule;
        var from = (int)((long)granules * part / parts) * Granule;
        var to = part + 1 == parts ? all.Length : (int)((long)granules * (part + 1) / parts) * Granule;
        return all[from..to];
    }

    /// <summary>Adds everything up in eight registers, so that no addition waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read(ReadOnlySpan<float> values)
    {
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        ref var first = ref MemoryMarshal.GetReference(values);
        var width = (nuint)Vector<float>.Count;
        var end = (nuint)values.Length / (8 * width) * (8 * width);
        for (nuint i = 0; i < end; i += 8 * width)
        {
            s0 += Vector.LoadUnsafe(ref first, i);
            s1 += Vector.LoadUnsafe(ref first, i + width);
            s2 += Vector.LoadUnsafe(ref first, i + (2 * width));
            s3 += Vector.LoadUnsafe(ref first, i + (3 * width));
            s4 += Vector.LoadUnsafe(ref first, i + (4 * width));
            s5 += Vector.LoadUnsafe(ref first, i + (5 * width));
            s6 += Vector.LoadUnsafe(ref first, i + (6 * width));
            s7 += Vector.LoadUnsafe(ref first, i + (7 * width));
        }

        return Vector.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Triad(Span<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        ref var target = ref MemoryMarshal.GetReference(a);
        ref var left = ref MemoryMarshal.GetReference(b);
        ref var right = ref MemoryMarshal.GetReference(c);
        var factor = new Vector<float>(0.5f);
        var width = (nuint)Vector<float>.Count;
        var end = (nuint)a.Length / (2 * width) * (2 * width);
        for (nuint i = 0; i < end; i += 2 * width)
        {
            (Vector.LoadUnsafe(ref left, i) + (factor * Vector.LoadUnsafe(ref right, i))).StoreUnsafe(ref target, i);
            (Vector.LoadUnsafe(ref left, i + width) + (factor * Vector.LoadUnsafe(ref right, i + width))).StoreUnsafe(ref target, i + width);
        }
    }
}
