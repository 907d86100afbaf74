namespace Temper.Data;

/// <summary>
/// Median and interquartile range, then a smooth clip: z / sqrt(1 + (z / clip)^2), so that no number, however far off, becomes larger than clip
/// (RealMLP: Holzmueller et al., NeurIPS 2024; pytabkit's "robust scale + smooth clip"). Where half of the numbers are alike the divisor is
/// half the range.
/// </summary>
/// <param name="Clip">What no number becomes larger than; default 3.</param>
public sealed record Robust(double Clip = 3) : Scaling
{
    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(Clip > 0) || !double.IsFinite(Clip))
        {
            throw new SpecException(FormattableString.Invariant($"Robust scaling needs a finite clip above 0, received {Clip}."));
        }
    }

    private protected override (float Centre, float Divisor) Of(Span<float> column)
    {
        column.Sort();
        var sorted = (ReadOnlySpan<float>)column;
        return Divisor(Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75), sorted[0], sorted[^1]);
    }

    private protected override (float Centre, float Divisor) OfCounts(long[] counts)
    {
        var all = counts.Sum();
        return Divisor(
            Quantile(0.25), Quantile(0.5), Quantile(0.75), Array.FindIndex(counts, many => many > 0), Array.FindLastIndex(counts, many => many > 0));

        double Quantile(double share)
        {
            var at = share * (all - 1);
            var below = (long)at;
            return At(below) + ((at - below) * (At(Math.Min(below + 1, all - 1)) - At(below)));
        }

        int At(long place)
        {
            var value = 0;
            for (var before = counts[0]; before <= place; before += counts[++value])
            {
            }

            return value;
        }
    }

    private protected override Scaler Scaler(float[] centre, float[] divisor) => new(centre, divisor, clip: (float)Clip);

    private static (float Centre, float Divisor) Divisor(double low, double median, double high, double least, double most) =>
        ((float)median, (float)(high > low ? high - low : (most - least) / 2));

    /// <summary>Between two numbers in proportion, as NumPy's quantile.</summary>
    private static double Quantile(ReadOnlySpan<float> sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return sorted[below] + ((at - below) * ((double)sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
