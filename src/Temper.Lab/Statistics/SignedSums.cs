namespace Temper.Lab.Statistics;

/// <summary>The sums of some numbers for all ways to give them signs.</summary>
internal static class SignedSums
{
    /// <summary>All 2^n sums: bit j of the index is the sign of number j, set for plus.</summary>
    /// <param name="values">n numbers.</param>
    /// <param name="sums">Room for 2^n.</param>
    public static void Fill(ReadOnlySpan<double> values, Span<double> sums)
    {
        sums[0] = 0;
        for (var j = 0; j < values.Length; j++)
        {
            // The sums of the first j numbers lie in the first 2^j places; each splits into one with minus and one with plus.
            var known = 1 << j;
            for (var i = 0; i < known; i++)
            {
                sums[known + i] = sums[i] + values[j];
                sums[i] -= values[j];
            }
        }
    }

    /// <summary>All 2^n sums, rising. Two rising lists, one with the next number taken away and one with it added, are merged each time.</summary>
    /// <param name="magnitudes">n numbers, none below 0.</param>
    /// <param name="sums">Room for 2^n.</param>
    /// <param name="scratch">As much again.</param>
    public static void FillRising(ReadOnlySpan<double> magnitudes, Span<double> sums, Span<double> scratch)
    {
        sums[0] = 0;
        for (var j = 0; j < magnitudes.Length; j++)
        {
            var (known, magnitude) = (1 << j, magnitudes[j]);
            sums[..known].CopyTo(scratch);
            var (less, more) = (0, 0);
            for (var i = 0; i < 2 * known; i++)
            {
                // The list with less runs out first: its largest is never above the other's.
                sums[i] = less < known && scratch[less] - magnitude <= scratch[more] + magnitude
                    ? scratch[less++] - magnitude
                    : scratch[more++] + magnitude;
            }
        }
    }
}
