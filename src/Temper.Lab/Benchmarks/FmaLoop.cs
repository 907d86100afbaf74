using System.Runtime.CompilerServices;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// Fused multiply-adds that touch no memory: accumulators that do not depend on each other, one multiply-add each per
/// round. With at least (latency x units) of them the units never wait; 4 x 2 is usual on x64, 4 x 4 on large ARM cores.
/// </summary>
/// <remarks>
/// 12 accumulators fit the 16 registers of AVX2, 24 the 32 of AVX-512 and ARM64. Too many would spill and be slower, too few
/// wait: whoever measures tries both. Calls inside a round are inlined; the loops are whole methods that are optimized at once.
/// </remarks>
internal static class FmaLoop<T>
    where T : struct, IFmaVector<T>
{
    /// <summary>Numbers of accumulators there is a loop for.</summary>
    public static ReadOnlySpan<int> Accumulators => [12, 24];

    /// <summary>Runs one of the loops.</summary>
    /// <param name="accumulators">One of <see cref="Accumulators"/>.</param>
    /// <param name="rounds">How often each accumulator is added to.</param>
    /// <returns>A number that depends on all of it.</returns>
    public static float Run(int accumulators, long rounds) => accumulators == 12 ? Run12(rounds) : Run24(rounds);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run12(long rounds)
    {
        // Small factors: the sums stay normal numbers, which every processor adds at full speed.
        var a = T.Of(1e-3f);
        var b = T.Of(1e-3f);
        T c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11;
        c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = c8 = c9 = c10 = c11 = T.Of(1);
        for (; rounds > 0; rounds--)
        {
            c0 = T.MultiplyAdd(a, b, c0);
            c1 = T.MultiplyAdd(a, b, c1);
            c2 = T.MultiplyAdd(a, b, c2);
            c3 = T.MultiplyAdd(a, b, c3);
            c4 = T.MultiplyAdd(a, b, c4);
            c5 = T.MultiplyAdd(a, b, c5);
            c6 = T.MultiplyAdd(a, b, c6);
            c7 = T.MultiplyAdd(a, b, c7);
            c8 = T.MultiplyAdd(a, b, c8);
            c9 = T.MultiplyAdd(a, b, c9);
            c10 = T.MultiplyAdd(a, b, c10);
            c11 = T.MultiplyAdd(a, b, c11);
        }

        return c0.First + c1.First + c2.First + c3.First + c4.First + c5.First + c6.First + c7.First + c8.First + c9.First + c10.First + c11.First;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run24(long rounds)
    {
        var a = T.Of(1e-3f);
        var b = T.Of(1e-3f);
        T c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23;
        c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = c8 = c9 = c10 = c11 = T.Of(1);
        c12 = c13 = c14 = c15 = c16 = c17 = c18 = c19 = c20 = c21 = c22 = c23 = T.Of(1);
        for (; rounds > 0; rounds--)
        {
            c0 = T.MultiplyAdd(a, b, c0);
            c1 = T.MultiplyAdd(a, b, c1);
            c2 = T.MultiplyAdd(a, b, c2);
            c3 = T.MultiplyAdd(a, b, c3);
            c4 = T.MultiplyAdd(a, b, c4);
            c5 = T.MultiplyAdd(a, b, c5);
            c6 = T.MultiplyAdd(a, b, c6);
            c7 = T.MultiplyAdd(a, b, c7);
            c8 = T.MultiplyAdd(a, b, c8);
            c9 = T.MultiplyAdd(a, b, c9);
            c10 = T.MultiplyAdd(a, b, c10);
            c11 = T.MultiplyAdd(a, b, c11);
            c12 = T.MultiplyAdd(a, b, c12);
            c13 = T.MultiplyAdd(a, b, c13);
            c14 = T.MultiplyAdd(a, b, c14);
            c15 = T.MultiplyAdd(a, b, c15);
            c16 = T.MultiplyAdd(a, b, c16);
            c17 = T.MultiplyAdd(a, b, c17);
            c18 = T.MultiplyAdd(a, b, c18);
            c19 = T.MultiplyAdd(a, b, c19);
            c20 = T.MultiplyAdd(a, b, c20);
            c21 = T.MultiplyAdd(a, b, c21);
            c22 = T.MultiplyAdd(a, b, c22);
            c23 = T.MultiplyAdd(a, b, c23);
        }

        return c0.First + c1.First + c2.First + c3.First + c4.First + c5.First + c6.First + c7.First + c8.First + c9.First + c10.First + c11.First
            + c12.First + c13.First + c14.First + c15.First + c16.First + c17.First
            + c18.First + c19.First + c20.First + c21.First + c22.First + c23.First;
    }
}
