using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>Refuses what is not a finite number before it turns into a silent NaN.</summary>
internal static class Finite
{
    /// <summary>Throws an ArgumentException that names the part and the first number that is NaN or infinite.</summary>
    public static void Require(string part, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{part} expects finite numbers, received {values[i]} at index {i}: leave out pairs with a failed run."));
            }
        }
    }

    /// <summary>Throws an ArgumentException unless the number lies strictly between 0 and 1.</summary>
    public static void RequireShare(string part, double value)
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{part} must lie between 0 and 1, ends excluded; received {value}."));
        }
    }

    /// <summary>
    /// The power of two by which numbers can be divided, without rounding, so that the largest magnitude lies in [1, 2): sums of
    /// numbers near the largest double stay finite. 1 where all are zero.
    /// </summary>
    public static int Exponent(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest > 0 ? Math.ILogB(largest) : 0;
    }

    /// <summary>The numbers times a power of two.</summary>
    public static double[] Scaled(ReadOnlySpan<double> values, int exponent)
    {
        var scaled = new double[values.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = Math.ScaleB(values[i], exponent);
        }

        return scaled;
    }

    /// <summary>The mean, whatever the order, of numbers whose sum is finite; NaN of none. Of equal numbers it is that number, to the bit.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        var ordered = values.ToArray();
        Array.Sort(ordered);
        if (ordered[0] == ordered[^1])
        {
            return ordered[0];
        }

        // By magnitude, so that the mean of the mirrored numbers is the mirrored mean.
        Array.Sort([.. ordered.Select(Math.Abs)], ordered);
        return ordered.Sum() / ordered.Length;
    }

    /// <summary>Standard deviation (n - 1), whatever the order, of numbers whose squares are finite; NaN below 2.</summary>
    public static double Deviation(ReadOnlySpan<double> values, double mean)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        var distances = new double[values.Length];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = Math.Abs(values[i] - mean);
        }

        Array.Sort(distances);
        return Math.Sqrt(distances.Sum(distance => distance * distance) / (distances.Length - 1));
    }

    /// <summary>Standard error of the mean; NaN below 2 numbers.</summary>
    public static double StandardError(ReadOnlySpan<double> values, double mean) => Deviation(values, mean) / Math.Sqrt(values.Length);
}
