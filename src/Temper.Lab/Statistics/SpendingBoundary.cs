using System.Numerics;
using System.Runtime.InteropServices;

namespace Temper.Lab.Statistics;

/// <summary>
/// The boundaries of one group-sequential test. At each look the boundary is as low as can be while the share of all sign paths
/// that have crossed it, at this look or an earlier one, is at most the level spent so far (Lan and DeMets, "Discrete sequential
/// boundaries for clinical trials", Biometrika 1983, with the randomization distribution in place of the normal one). What ties
/// leave unspent at a look is there to be spent at the next.
/// </summary>
/// <param name="paths">Number of paths.</param>
/// <param name="looks">Number of looks.</param>
internal sealed class SpendingBoundary(int paths, int looks)
{
    /// <summary>By how much statistics are searched lower where too few were found.</summary>
    private const double Step = 0.3;

    private readonly bool[] hasCrossed = new bool[paths];
    private readonly double[] values = new double[paths];
    private readonly double[] selected = new double[paths];
    private readonly int[] places = new int[paths];

    /// <summary>
    /// How far the last boundary found at each look was above that of a normal distribution: the next search starts there, since
    /// tests of one study differ little. It makes no difference to what is found.
    /// </summary>
    private readonly double[] offsets = [.. Enumerable.Repeat(-Step, looks)];

    private int candidates;
    private int used;

    /// <summary>Forgets all crossings, for the test of another hypothesis.</summary>
    public void Restart()
    {
        Array.Clear(hasCrossed);
        used = 0;
    }

    /// <summary>The boundary at a look; paths whose statistic is above it have crossed.</summary>
    /// <param name="look">Which look, from 0; in rising order.</param>
    /// <param name="statistics">Statistic of each path, at least 0.</param>
    /// <param name="spent">Share of the paths that may have crossed when this look is over.</param>
    /// <param name="tie">Statistics closer than this are equal: they all cross, or none.</param>
    /// <returns>Positive infinity where nothing may cross.</returns>
    public double Next(int look, ReadOnlySpan<double> statistics, double spent, double tie)
    {
        var quota = (int)Math.Floor(spent * hasCrossed.Length) - used;
        if (quota <= 0)
        {
            return double.PositiveInfinity;
        }

        var normal = NormalDistribution.Quantile(1 - (quota / (2.0 * (hasCrossed.Length + 1))));
        var from = normal + offsets[look] - (Step / 4);
        Collect(statistics, from);
        while (candidates <= quota && from >= 0)
        {
            from -= Step;
            Collect(statistics, from);
        }

        var boundary = Math.Max(tie, candidates <= quota ? 0 : Above(quota, tie));
        if (double.IsFinite(boundary))
        {
            offsets[look] = boundary - normal;
        }

        for (var i = 0; i < candidates; i++)
        {
            if (values[i] > boundary)
            {
                hasCrossed[places[i]] = true;
                used++;
            }
        }

        return boundary;
    }

    /// <summary>Lists the paths that have not crossed and whose statistic is above a number.</summary>
    private void Collect(ReadOnlySpan<double> statistics, double from)
    {
        candidates = 0;
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(statistics);
        var limit = new Vector<double>(from);

        // Few statistics are that large, so most vectors are passed over; their number of lanes divides that of the paths.
        for (var block = 0; block < vectors.Length; block++)
        {
            if (!Vector.GreaterThanAny(vectors[block], limit))
            {
                continue;
            }

            var first = block * Vector<double>.Count;
            for (var path = first; path < first + Vector<double>.Count; path++)
            {
                if (statistics[path] > from && !hasCrossed[path])
                {
                    values[candidates] = statistics[path];
                    places[candidates++] = path;
                }
            }
        }
    }

    /// <summary>
    /// The least boundary that at most the given number of the candidates, which are more, lie above; between two of them that are no tie.
    /// </summary>
    private double Above(int quota, double tie)
    {
        values.AsSpan(0, candidates).CopyTo(selected);
        var below = candidates - quota - 1;
        Select(selected.AsSpan(0, candidates), below);
        var least = double.PositiveInfinity;
        for (var i = below + 1; i < candidates; i++)
        {
            least = Math.Min(least, selected[i]);
        }

        if (least - selected[below] > tie)
        {
            return selected[below] + ((least - selected[below]) / 2);
        }

        Array.Sort(selected, below + 1, quota);
        for (var i = below; i + 1 < candidates; i++)
        {
            if (selected[i + 1] - selected[i] > tie)
            {
                return selected[i] + ((selected[i + 1] - selected[i]) / 2);
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>
    /// Moves the number of a rank (from 0, rising) to its place, no larger ones before it and no smaller ones after it: Hoare's
    /// quickselect.
    /// </summary>
    private static void Select(Span<double> numbers, int rank)
    {
        var (low, high) = (0, numbers.Length - 1);
        while (low < high)
        {
            var pivot = numbers[low + ((high - low) / 2)];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (numbers[left] < pivot)
                {
                    left++;
                }

                while (numbers[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (numbers[left], numbers[right]) = (numbers[right], numbers[left]);
                    left++;
                    right--;
                }
            }

            (low, high) = rank <= right ? (low, right) : rank >= left ? (left, high) : (rank, rank);
        }
    }
}
