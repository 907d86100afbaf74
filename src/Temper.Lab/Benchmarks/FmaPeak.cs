using Temper.Devices.Cpu;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// The most floating-point operations a second that this process gets out of the processor: 32-bit fused multiply-adds in
/// registers. No program is faster with this vector width; a share of it is a fair mark on any machine.
/// </summary>
public static class FmaPeak
{
    private const int Trials = 8;
    private const double TrialSeconds = 3e-3;
    private const long FewestRounds = 1_000;
    private const long MostRounds = 1L << 40;

    /// <summary>Measures it: the best of a few trials of 3 ms, about 60 ms in all.</summary>
    /// <param name="instructionSet">Vector width to measure.</param>
    /// <param name="threads">Threads at the same time, at least 1.</param>
    /// <param name="time">The clock. Default: the system clock.</param>
    /// <param name="cancellationToken">Looked at between trials of different loops.</param>
    /// <returns>GFLOP/s (1e9 operations a second, a multiply-add being two) of all threads together.</returns>
    /// <exception cref="SpecException">This processor does not have the instruction set.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static double Measure(
        InstructionSet instructionSet, int threads, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (instructionSet > InstructionSets.Best)
        {
            throw new SpecException(
                $"This processor, or this process, does not have {instructionSet}; the best it has is {InstructionSets.Best}.");
        }

        var clock = time ?? TimeProvider.System;
        return instructionSet switch
        {
            InstructionSet.Avx512 => Measure<Fma512>(threads, clock, cancellationToken),
            InstructionSet.Avx2 => Measure<Fma256>(threads, clock, cancellationToken),
            InstructionSet.Vector128 => Measure<Fma128>(threads, clock, cancellationToken),
            _ => Measure<FmaSingle>(threads, clock, cancellationToken),
        };
    }

    private static double Measure<T>(int threads, TimeProvider time, CancellationToken cancellationToken)
        where T : struct, IFmaVector<T>
    {
        var best = 0.0;
        foreach (var accumulators in FmaLoop<T>.Accumulators)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rounds = Rounds<T>(accumulators, time);
            var seconds = ParallelTrials.Run(threads, Trials, _ => () => FmaLoop<T>.Run(accumulators, rounds), time).Min();
            best = Math.Max(best, 2e-9 * T.Count * accumulators * rounds * threads / Math.Max(seconds, 1e-9));
        }

        return best;
    }

    /// <summary>How many rounds fill a trial.</summary>
    private static long Rounds<T>(int accumulators, TimeProvider time)
        where T : struct, IFmaVector<T>
    {
        // The first call compiles the loop.
        FmaLoop<T>.Run(accumulators, rounds: 1);
        for (var rounds = FewestRounds; ; rounds *= 2)
        {
            var started = time.GetTimestamp();
            FmaLoop<T>.Run(accumulators, rounds);
            var seconds = time.GetElapsedTime(started).TotalSeconds;
            if (seconds >= TrialSeconds / 4 || rounds >= MostRounds)
            {
                return Math.Max(1, (long)(rounds * TrialSeconds / Math.Max(seconds, TrialSeconds / 4)));
            }
        }
    }
}
