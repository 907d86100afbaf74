using Temper.Devices;

namespace Temper.Lab.Statistics;

/// <summary>
/// The bias-corrected and accelerated bootstrap interval of Efron, "Better bootstrap confidence intervals" (JASA, 1987). The
/// statistic is computed again on samples drawn from the values with replacement; the interval's ends are the quantiles of these
/// at the levels Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z = Phi^-1 of (1 - confidence) / 2 and of 1 minus that.
/// </summary>
/// <remarks>
/// z0, the bias correction, is Phi^-1 of the share of resampled statistics below the observed one, ties counted half; a, the
/// acceleration, is the skewness of the jackknife divided by 6: sum u^3 / (6 (sum u^2)^1.5), u = mean of the statistics with one
/// value left out, minus each of them. Quantiles are interpolated linearly. The resamples are the same in every call, values are
/// sorted first and a negative mean is handled as its mirror image, so neither the order of the seeds nor which net is called the
/// baseline matters.
/// </remarks>
public static class BcaBootstrap
{
    /// <summary>Resamples unless told otherwise.</summary>
    public const int Resamples = 10_000;

    private const ulong Key = 0;

    /// <summary>
    /// The interval of the mean: a point when all values are equal, NaN below 2 values. Below about 15 values it covers less often
    /// than it claims (docs/statistics.md has figures).
    /// </summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="confidence">Nominal coverage, between 0 and 1.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite, or the confidence is not between 0 and 1.</exception>
    public static Interval OfMean(ReadOnlySpan<double> values, double confidence = 0.95, int resamples = Resamples)
    {
        Finite.Require("The bootstrap", values);
        Finite.RequireShare("confidence", confidence);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        var exponent = Finite.Exponent(values);
        var scaled = new double[values.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = Math.ScaleB(values[i], -exponent);
        }

        var isMirrored = scaled.Sum() < 0;
        var ordered = scaled.Select(value => isMirrored ? -value : value).Order().ToArray();
        if (values.Length > 1 && ordered[0] == ordered[^1])
        {
            // Said here, because the mean of equal numbers can differ from them in the last place.
            return new Interval(values[0], values[0]);
        }

        var found = Of(ordered, Mean, confidence, resamples).Interval;
        var (low, high) = isMirrored ? (-found.High, -found.Low) : (found.Low, found.High);
        return new Interval(Math.ScaleB(low, exponent), Math.ScaleB(high, exponent));
    }

    /// <summary>The interval of any statistic, with the bias correction and the acceleration.</summary>
    internal static (Interval Interval, double Bias, double Acceleration) Of(
        double[] values, Func<ReadOnlySpan<double>, double> statistic, double confidence, int resamples)
    {
        if (values.Length < 2)
        {
            return (Interval.None, 0, 0);
        }

        var observed = statistic(values);
        var resampled = Resampled(values, statistic, resamples);
        Array.Sort(resampled);
        var spread = resampled[^1] - resampled[0];
        if (spread == 0)
        {
            return (new Interval(observed, observed), 0, 0);
        }

        var bias = Bias(resampled, observed, 1e-12 * spread);
        var acceleration = Acceleration(values, statistic);
        var low = Level(bias, acceleration, NormalDistribution.Quantile((1 - confidence) / 2));
        var high = Level(bias, acceleration, -NormalDistribution.Quantile((1 - confidence) / 2));
        return (new Interval(Quantile(resampled, low), Quantile(resampled, high)), bias, acceleration);
    }

    /// <summary>The statistic of every resample. Resample b draws value number (word j * n) >> 32 as its j-th, from the stream of step b.</summary>
    internal static double[] Resampled(double[] values, Func<ReadOnlySpan<double>, double> statistic, int resamples)
    {
        // Room for whole blocks of four words; the statistic sees the values that were asked for.
        var drawn = new double[(values.Length + 3) / 4 * 4];
        var results = new double[resamples];
        for (var b = 0; b < resamples; b++)
        {
            var stream = new Philox(Key, RandomPurpose.Resample, step: (ulong)b);
            for (var j = 0; j < drawn.Length; j += 4)
            {
                var (w0, w1, w2, w3) = stream.Block((uint)j / 4);
                drawn[j] = Drawn(values, w0);
                drawn[j + 1] = Drawn(values, w1);
                drawn[j + 2] = Drawn(values, w2);
                drawn[j + 3] = Drawn(values, w3);
            }

            results[b] = statistic(drawn.AsSpan(0, values.Length));
        }

        return results;
    }

    private static double Drawn(double[] values, uint word) => values[(int)(((ulong)word * (ulong)values.Length) >> 32)];

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>
    /// z0. Resamples that hold the same values in another order differ by rounding; within the tie they are equal. The share is
    /// kept half a resample away from 0 and 1, where z0 would be infinite.
    /// </summary>
    private static double Bias(double[] sorted, double observed, double tie)
    {
        var below = sorted.Count(value => value < observed - tie);
        var upTo = sorted.Count(value => value <= observed + tie);
        var share = (below + upTo) / (2.0 * sorted.Length);
        return NormalDistribution.Quantile(Math.Clamp(share, 0.5 / sorted.Length, 1 - (0.5 / sorted.Length)));
    }

    private static double Acceleration(double[] values, Func<ReadOnlySpan<double>, double> statistic)
    {
        var without = new double[values.Length];
        var rest = values[1..];
        for (var i = 0; i < values.Length; i++)
        {
            without[i] = statistic(rest);
            if (i < rest.Length)
            {
                rest[i] = values[i];
            }
        }

        var mean = Mean(without);
        var squares = without.Sum(value => (mean - value) * (mean - value));
        var cubes = without.Sum(value => (mean - value) * (mean - value) * (mean - value));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Level(double bias, double acceleration, double z)
    {
        var shifted = bias + z;
        var divisor = 1 - (acceleration * shifted);
        if (divisor <= 0)
        {
            // The formula's pole: from there on the end is the outermost resample.
            return shifted > 0 ? 1 : 0;
        }

        return NormalDistribution.Cdf(bias + (shifted / divisor));
    }

    private static double Quantile(double[] sorted, double level)
    {
        var place = level * (sorted.Length - 1);
        var below = Math.Min((int)place, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
