namespace Temper.Tests;

/// <summary>How far numbers stray from a distribution (Kolmogorov 1933, Smirnov 1948).</summary>
internal static class KolmogorovSmirnov
{
    /// <summary>
    /// The largest distance between the numbers' cumulative shares and the distribution: of n draws beyond 1.95 / sqrt(n) once in a thousand.
    /// </summary>
    public static double Distance(IEnumerable<double> numbers, Func<double, double> cdf)
    {
        var sorted = numbers.ToArray();
        Array.Sort(sorted);
        var largest = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var expected = cdf(sorted[i]);
            largest = Math.Max(largest, Math.Max(((i + 1.0) / sorted.Length) - expected, expected - ((double)i / sorted.Length)));
        }

        return largest;
    }
}
