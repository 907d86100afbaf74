namespace Temper.Lab.Benchmarks;

/// <summary>How fast a training step is at one size.</summary>
/// <param name="Size">The size.</param>
/// <param name="StepMegaflop">Useful operations of a step, in MFLOP.</param>
/// <param name="MicrosecondsPerStep">Microseconds of a whole step; the fastest trial's mean.</param>
/// <param name="Gflops">GFLOP/s of useful operations.</param>
/// <param name="ShareOfPeak"><paramref name="Gflops"/> as a share of one thread's measured peak, 0 to 1.</param>
/// <param name="RelativeToNeighbours">The share, divided by the mean of the shares of the sizes before and after; null at both ends.</param>
public sealed record ScalingPoint(
    int Size, double StepMegaflop, double MicrosecondsPerStep, double Gflops, double ShareOfPeak, double? RelativeToNeighbours)
{
    /// <summary>Below this, relative to its neighbours, a point counts as fallen off a cliff.</summary>
    public const double CliffBelow = 0.5;

    /// <summary>Whether this size is far slower than the sizes around it.</summary>
    public bool IsCliff => RelativeToNeighbours < CliffBelow;

    /// <summary>From times to points.</summary>
    /// <param name="times">Size, operations and seconds of a step, by ascending size.</param>
    /// <param name="peak">One thread's peak, in GFLOP/s.</param>
    internal static IReadOnlyList<ScalingPoint> Of(IReadOnlyList<(int Size, long Flop, double Seconds)> times, double peak)
    {
        var shares = times.Select(time => time.Flop / (1e9 * time.Seconds * peak)).ToArray();
        return [.. times.Select((time, i) => new ScalingPoint(
            time.Size,
            time.Flop / 1e6,
            1e6 * time.Seconds,
            time.Flop / (1e9 * time.Seconds),
            shares[i],
            i == 0 || i == shares.Length - 1 ? null : 2 * shares[i] / (shares[i - 1] + shares[i + 1])))];
    }
}
