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
}
