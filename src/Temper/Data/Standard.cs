namespace Temper.Data;

/// <summary>
/// A mean of 0 and a standard deviation of 1 (sklearn.preprocessing.StandardScaler; of bytes as torchvision's Normalize): centre mean, divisor
/// standard deviation.
/// </summary>
public sealed record Standard : Scaling
{
    private protected override (float Centre, float Divisor) Of(Span<float> column)
    {
        var mean = 0.0;
        foreach (var value in column)
        {
            mean += value;
        }

        mean /= column.Length;
        var squares = 0.0;
        foreach (var value in column)
        {
            squares += (value - mean) * (value - mean);
        }

        // A column of one number has no deviation, but its mean may be off by a rounding.
        return ((float)mean, column.Length > 0 && column.IndexOfAnyExcept(column[0]) >= 0 ? (float)Math.Sqrt(squares / column.Length) : 0);
    }

    private protected override (float Centre, float Divisor) OfCounts(long[] counts)
    {
        double all = counts.Sum();
        var mean = counts.Select((count, value) => count * (double)value).Sum() / all;
        return ((float)mean, (float)Math.Sqrt(counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / all));
    }
}
