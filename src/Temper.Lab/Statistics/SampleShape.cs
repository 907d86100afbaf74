namespace Temper.Lab.Statistics;

/// <summary>What a list of differences looks like, beside its mean. Nothing here depends on their order.</summary>
/// <param name="Median">The middle one, or the mean of the middle two; NaN of none.</param>
/// <param name="InterquartileMean">
/// Mean of the middle half, the differences at its borders counted in part (Agarwal, Schwarzer, Castro, Courville and Bellemare,
/// "Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021, recommend it beside the mean); NaN of none.
/// </param>
/// <param name="Skewness">Mean cube over mean square to the power 1.5, about the mean; 0 where all are equal, NaN below 2.</param>
/// <param name="Wins">Differences above 0.</param>
/// <param name="Losses">Differences below 0.</param>
public sealed record SampleShape(double Median, double InterquartileMean, double Skewness, int Wins, int Losses)
{
    /// <summary>The shape of some differences.</summary>
    /// <param name="differences">Finite numbers.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static SampleShape Of(ReadOnlySpan<double> differences)
    {
        Finite.Require("The shape of a sample", differences);
        var exponent = Finite.Exponent(differences);
        var ordered = Finite.Scaled(differences, -exponent);
        Array.Sort(ordered);
        var (wins, losses) = (ordered.Count(difference => difference > 0), ordered.Count(difference => difference < 0));
        if (ordered.Length == 0)
        {
            return new SampleShape(double.NaN, double.NaN, double.NaN, wins, losses);
        }

        var median = ordered[(ordered.Length - 1) / 2] + ((ordered[ordered.Length / 2] - ordered[(ordered.Length - 1) / 2]) / 2);
        return new SampleShape(Math.ScaleB(median, exponent), Math.ScaleB(MiddleHalf(ordered), exponent), SkewnessOf(ordered), wins, losses);
    }

    /// <summary>Number i covers i to i + 1 of n; those parts of it count that lie between n / 4 and 3 n / 4.</summary>
    private static double MiddleHalf(double[] ordered)
    {
        var quarter = ordered.Length / 4.0;
        var sum = 0.0;
        for (var i = 0; i < ordered.Length; i++)
        {
            sum += ordered[i] * Math.Max(0, Math.Min(i + 1, 3 * quarter) - Math.Max(i, quarter));
        }

        return ordered[0] == ordered[^1] ? ordered[0] : sum / (2 * quarter);
    }

    private static double SkewnessOf(double[] ordered)
    {
        if (ordered.Length < 2)
        {
            return double.NaN;
        }

        var mean = Finite.Mean(ordered);
        var squares = ordered.Average(value => (value - mean) * (value - mean));
        return squares > 0 ? ordered.Average(value => (value - mean) * (value - mean) * (value - mean)) / Math.Pow(squares, 1.5) : 0;
    }
}
