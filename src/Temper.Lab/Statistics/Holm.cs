namespace Temper.Lab.Statistics;

/// <summary>
/// Holm's step-down procedure, "A simple sequentially rejective multiple test procedure" (Scandinavian Journal of Statistics,
/// 1979). With the p-values in rising order, adjusted p(i) = max over j up to i of min(1, (m - j + 1) p(j)). Rejecting what is at
/// most alpha keeps the chance of even one false rejection among the m at alpha, however the p-values depend on each other.
/// </summary>
public static class Holm
{
    /// <summary>Adjusted p-values in the order of the input: at least as large as the raw ones, at most 1, and in the same order.</summary>
    /// <param name="pValues">The p-values of the whole family, each from 0 to 1.</param>
    /// <exception cref="ArgumentException">A p-value is NaN or outside 0 to 1.</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        var order = new int[pValues.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (!(pValues[i] >= 0 && pValues[i] <= 1))
            {
                throw new ArgumentException($"Holm expects p-values from 0 to 1, received {pValues[i]} at index {i}.", nameof(pValues));
            }

            order[i] = i;
        }

        var rising = pValues.ToArray();
        Array.Sort(rising, order);
        var adjusted = new double[order.Length];
        var largest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * rising[i]));
            adjusted[order[i]] = largest;
        }

        return adjusted;
    }
}
