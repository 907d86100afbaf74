using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>
/// When a study looks at its seeds, and how much of the level it may have spent by each look: alpha (n / most)^exponent after n
/// seeds, the power family of Kim and DeMets, "Design and analysis of group sequential tests based on the type I error spending
/// rate function" (Biometrika, 1987). To be fixed before the differences are seen.
/// </summary>
public sealed class SpendingDesign
{
    /// <summary>
    /// Spending in proportion to the seeds, chosen by simulation (docs/statistics.md): smaller exponents stop earlier where the
    /// effect is large, larger ones find more small effects by the last look.
    /// </summary>
    public const double DefaultExponent = 1;

    /// <summary>Largest number of seeds that a design may plan for.</summary>
    public const int SeedsLimit = 10_000;

    /// <summary>Largest number of looks. The sums of all sign paths are kept for each look, 128 KiB for each arm.</summary>
    public const int LooksLimit = 200;

    private readonly int[] looks;

    /// <summary>A design that looks after the first seeds, then after every block, and for the last time at the largest number.</summary>
    /// <param name="firstSeeds">Seeds at the first look, at least 2.</param>
    /// <param name="block">Seeds from one look to the next, at least 1; the last block may be shorter.</param>
    /// <param name="mostSeeds">Seeds at the last look, at least as many as at the first.</param>
    /// <param name="exponent">Exponent of the spending function, above 0.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or there would be too many looks.</exception>
    public SpendingDesign(int firstSeeds, int block, int mostSeeds, double exponent = DefaultExponent)
    {
        if (firstSeeds < 2 || block < 1 || mostSeeds < firstSeeds || mostSeeds > SeedsLimit)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"A spending design expects 2 or more first seeds, blocks of 1 or more, and at most as many seeds as lie between the first "
                + $"ones and {SeedsLimit}; received {firstSeeds}, {block}, {mostSeeds}."));
        }

        if (!(exponent > 0 && double.IsFinite(exponent)))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"The exponent of a spending design must be a number above 0; received {exponent}."));
        }

        var count = 1 + ((mostSeeds - firstSeeds + block - 1) / block);
        if (count > LooksLimit)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"A spending design expects at most {LooksLimit} looks, received {count}: take larger blocks, or fewer seeds at most."));
        }

        (FirstSeeds, Block, MostSeeds, Exponent) = (firstSeeds, block, mostSeeds, exponent);
        looks = [.. Enumerable.Range(0, count).Select(look => Math.Min(mostSeeds, firstSeeds + (look * block)))];
    }

    /// <summary>Seeds at the first look.</summary>
    public int FirstSeeds { get; }

    /// <summary>Seeds from one look to the next.</summary>
    public int Block { get; }

    /// <summary>Seeds at the last look.</summary>
    public int MostSeeds { get; }

    /// <summary>Exponent of the spending function.</summary>
    public double Exponent { get; }

    /// <summary>Seeds at each look, rising.</summary>
    public IReadOnlyList<int> Looks => looks;

    /// <summary>The level that may have been spent when a look is over; all of alpha at the last.</summary>
    /// <param name="alpha">Level of the whole study, between 0 and 1.</param>
    /// <param name="look">Which look, from 0.</param>
    /// <exception cref="ArgumentException">Alpha is not between 0 and 1, or there is no such look.</exception>
    public double Spent(double alpha, int look)
    {
        Finite.RequireShare("alpha", alpha);
        ArgumentOutOfRangeException.ThrowIfNegative(look);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(look, looks.Length);
        return alpha * Share(look);
    }

    /// <summary>The number of looks that are over after the given number of seeds.</summary>
    /// <param name="seeds">Number of seeds, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int LooksDone(int seeds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seeds);
        return looks.Count(look => look <= seeds);
    }

    /// <summary>The share of the level that may have been spent when a look is over.</summary>
    internal double Share(int look) => Math.Pow((double)looks[look] / MostSeeds, Exponent);
}
