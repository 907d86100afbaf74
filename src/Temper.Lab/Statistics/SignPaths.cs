using System.Numerics;
using System.Runtime.InteropServices;
using Temper.Devices;

namespace Temper.Lab.Statistics;

/// <summary>
/// The sign flips that the spending test compares what was seen with: a subgroup of all of them. Path b flips the seeds whose mask
/// has an odd number of bits in common with b. Flipping after flipping is again one of the paths, and path 0 flips nothing, so
/// under symmetry what was seen is as likely any member of its orbit as any other: the test is exact with these paths, fixed once
/// and for all, not just on average over draws (Chung and Fraser, "Randomization tests for a multivariate two-sample problem",
/// JASA 1958; Koning and Hemerik, "More efficient exact group-invariance testing: using a representative subgroup", Biometrika
/// 2024).
/// </summary>
/// <remarks>
/// The first seed is never flipped, since a sum and its opposite count the same; the next 14 have masks of one bit. So up to 15
/// seeds the paths are all the ways to choose signs, each equally often. Later masks are drawn from a fixed stream, all different,
/// so that the signs of any two seeds are independent. More paths than 2^12 find no more (docs/statistics.md); they give finer
/// p-values.
/// </remarks>
internal sealed class SignPaths
{
    /// <summary>Paths whose numbers agree above this many low bits are neighbours and share the row of signs that those bits give.</summary>
    private const int RowBits = 8;

    private const ulong Key = 0;
    private const uint Unit = 1;

    private readonly int bits;
    private readonly int[] masks;

    /// <summary>2^bits paths. The test is exact with any number; simulations take fewer.</summary>
    /// <param name="bits">At least 8.</param>
    internal SignPaths(int bits)
    {
        this.bits = bits;
        masks = MakeMasks(bits);
    }

    /// <summary>The paths of every study: 16,384 and their opposites.</summary>
    public static SignPaths Standard { get; } = new(14);

    /// <summary>Number of paths.</summary>
    public int Count => 1 << bits;

    /// <summary>
    /// The smallest share of paths that cannot be distinguished from what was seen, with the given number of seeds: 2^(1 - n), or one path. No
    /// outcome is rarer.
    /// </summary>
    public double SmallestShare(int seeds) => Math.ScaleB(1, Math.Max(-bits, Math.Min(0, 1 - seeds)));

    /// <summary>Sums of the values with the signs of each path, for each look over the values up to it.</summary>
    /// <param name="values">One number per seed, 0 where there is none.</param>
    /// <param name="looks">Numbers of seeds, rising, the last at most as many as there are values.</param>
    public double[][] Sums(ReadOnlySpan<double> values, ReadOnlySpan<int> looks)
    {
        var sums = new double[looks.Length][];
        var seed = 0;
        for (var look = 0; look < looks.Length; look++)
        {
            var row = new double[Count];
            if (look > 0)
            {
                sums[look - 1].CopyTo(row, 0);
            }

            for (; seed < looks[look]; seed++)
            {
                if (values[seed] != 0)
                {
                    Add(row, values[seed], masks[seed]);
                }
            }

            sums[look] = row;
        }

        return sums;
    }

    /// <summary>Adds a value with the sign that each path gives to its seed.</summary>
    private static void Add(double[] sums, double value, int mask)
    {
        Span<double> signed = stackalloc double[1 << RowBits];
        for (var low = 0; low < signed.Length; low++)
        {
            signed[low] = IsOdd(low & mask) ? -value : value;
        }

        var added = Vectors(signed);
        for (var start = 0; start < sums.Length; start += signed.Length)
        {
            var row = Vectors(sums.AsSpan(start, signed.Length));

            // A path's sum is added up seed by seed in every lane alike, so the width of a vector changes nothing.
            if (IsOdd(start & mask))
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] -= added[i];
                }
            }
            else
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += added[i];
                }
            }
        }
    }

    /// <summary>Rows are powers of two and longer than any vector, so nothing remains.</summary>
    private static Span<Vector<double>> Vectors(Span<double> row) =>
        MemoryMarshal.Cast<double, Vector<double>>(row);

    private static bool IsOdd(int bits) => (BitOperations.PopCount((uint)bits) & 1) == 1;

    private static int[] MakeMasks(int bits)
    {
        var masks = new int[Math.Min(1 << bits, SpendingDesign.SeedsLimit)];
        var isTaken = new bool[1 << bits];
        isTaken[0] = true;
        for (var bit = 0; bit < bits; bit++)
        {
            masks[bit + 1] = 1 << bit;
            isTaken[1 << bit] = true;
        }

        var stream = new Philox(Key, RandomPurpose.SignFlip, Unit);
        var (seed, draw) = (bits + 1, 0L);
        while (seed < masks.Length)
        {
            var mask = (int)(stream.Word(draw++) >> (32 - bits));
            if (!isTaken[mask])
            {
                isTaken[mask] = true;
                masks[seed++] = mask;
            }
        }

        return masks;
    }
}
