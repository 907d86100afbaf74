namespace Temper.Lab.Statistics;

/// <summary>
/// The arms of a study at its latest look, tested together. A set of arms has one test: of the largest statistic among them, under
/// flips that all of them share. The step-down of Westfall and Young ("Resampling-based multiple testing", 1993) begins with all
/// arms, takes out those that have crossed the boundaries of the set, and tests the rest as if it had been the set from the start.
/// </summary>
/// <remarks>
/// The chance of a false rejection is at most alpha if the boundaries of the arms without a difference are nowhere above those of a
/// larger set (Romano and Wolf, "Exact and approximate stepdown methods for multiple hypothesis testing", JASA 2005): the first
/// false rejection then crosses boundaries that belong to true hypotheses alone. Smaller sets have lower boundaries, since their
/// maxima are smaller; that this carries over from look to look is not a theorem, because a lower boundary spends earlier.
/// Boundaries are not forced down to those of the larger set where it fails: that would spend more than alpha.
/// </remarks>
internal sealed class SpendingFamily
{
    private readonly SpendingDesign design;
    private readonly ArmPaths[] arms;
    private readonly int looks;
    private readonly double[][] rows;

    public SpendingFamily(IReadOnlyList<PairedSample> family, SpendingDesign design, double region, SignPaths paths)
    {
        this.design = design;
        Paths = paths;
        looks = family.Count == 0 ? 0 : design.LooksDone(family[0].Differences.Count);
        int[] seeds = [.. design.Looks.Take(looks)];
        var signs = new Lazy<double[][]>(() => paths.Sums(Enumerable.Repeat(1.0, looks == 0 ? 0 : seeds[^1]).ToArray(), seeds));
        arms = [.. family.Select(sample => new ArmPaths(paths, sample, seeds, region, signs))];
        rows = [.. seeds.Select(_ => new double[paths.Count])];
        Boundary = new SpendingBoundary(paths.Count, looks);
    }

    /// <summary>The sign flips.</summary>
    public SignPaths Paths { get; }

    /// <summary>Looks so far.</summary>
    public int Looks => looks;

    /// <summary>The arms.</summary>
    public IReadOnlyList<ArmPaths> Arms => arms;

    /// <summary>For one test after the other.</summary>
    public SpendingBoundary Boundary { get; }

    /// <summary>
    /// What is rejected at a level, look by look as the study went: a rejection is never taken back, and a set is tested as it was
    /// after the rejections before.
    /// </summary>
    public Decision[] Decide(double alpha)
    {
        var decisions = new Decision[arms.Length];
        int[] set = [.. Enumerable.Range(0, arms.Length)];
        Array.Fill(decisions, new Decision(-1, 0, set));
        var crossings = Crossings(set, alpha);
        for (var look = 0; look < looks; look++)
        {
            while (set.Length > 0 && set.Any(arm => crossings[arm].Look <= look))
            {
                foreach (var arm in set.Where(arm => crossings[arm].Look <= look))
                {
                    decisions[arm] = new Decision(look, crossings[arm].Sign, set);
                }

                set = [.. set.Where(arm => crossings[arm].Look > look)];
                crossings = Crossings(set, alpha);
            }
        }

        return decisions;
    }

    /// <summary>
    /// Smallest levels at which "no difference" would be rejected by now, arm by arm: the step-down one set after the other, each
    /// arm at least at the level of those before it. At most alpha exactly for what is rejected at alpha.
    /// </summary>
    public double[] PValues(double alpha, Decision[] decisions)
    {
        var pValues = new double[arms.Length];
        Array.Fill(pValues, 1);
        int[] set = [.. Enumerable.Range(0, arms.Length)];
        var largest = 0.0;
        while (set.Length > 0 && largest < 1)
        {
            FillRows(set);
            var ties = Ties(set);
            int[] rejected = [.. set.Where(arm => decisions[arm].Sign != 0)];
            var p = SpendingLevel.Smallest(1.0 / Paths.Count, alpha, rejected.Length > 0, level => IsCrossed(ties, level));
            largest = Math.Max(largest, p);

            // Arms that cross at the same level leave together; what is rejected at alpha goes before what is not.
            var crossings = Crossings(set, largest);
            int[] open = rejected.Length > 0 ? rejected : set;
            int[] crossed = [.. open.Where(arm => crossings[arm].Look < looks)];
            crossed = crossed.Length > 0 ? crossed : open;
            foreach (var arm in crossed)
            {
                pValues[arm] = largest;
            }

            set = [.. set.Except(crossed)];
        }

        return pValues;
    }

    /// <summary>Statistics of all paths about 0, the largest over some arms, for every look; null for no arms. Valid until the next call.</summary>
    public double[][]? Largest(int[] set)
    {
        if (set.Length == 0)
        {
            return null;
        }

        FillRows(set);
        return rows;
    }

    /// <summary>How close statistics are to be a tie, at each look.</summary>
    public double[] Ties(int[] set) =>
        [.. Enumerable.Range(0, looks).Select(look => set.Length == 0 ? 0 : set.Max(arm => arms[arm].AtZero.Ties[look]))];

    /// <summary>The share of all paths that may have crossed when a look is over, at a level up to 1.</summary>
    public double Spent(double alpha, int look) => alpha * design.Share(look);

    private void FillRows(int[] set)
    {
        for (var look = 0; look < looks; look++)
        {
            for (var i = 0; i < set.Length; i++)
            {
                var arm = arms[set[i]];
                arm.Largest(arm.AtZero, look, i == 0 ? [] : rows[look], rows[look]);
            }
        }
    }

    /// <summary>Whether what was seen has crossed the boundaries of the arms that fill the rows.</summary>
    private bool IsCrossed(double[] ties, double alpha)
    {
        Boundary.Restart();
        for (var look = 0; look < looks; look++)
        {
            if (rows[look][0] > Boundary.Next(look, rows[look], Spent(alpha, look), ties[look]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// For each arm of a set the first look at which it crosses the set's boundaries (the number of looks for none), and its sign
    /// there.
    /// </summary>
    private (int Look, int Sign)[] Crossings(int[] set, double alpha)
    {
        var crossings = new (int Look, int Sign)[arms.Length];
        Array.Fill(crossings, (looks, 0));
        if (set.Length == 0)
        {
            return crossings;
        }

        FillRows(set);
        var ties = Ties(set);
        Boundary.Restart();
        for (var look = 0; look < looks; look++)
        {
            var boundary = Boundary.Next(look, rows[look], Spent(alpha, look), ties[look]);
            foreach (var arm in set)
            {
                var seen = arms[arm].Seen(arms[arm].AtZero, look);
                if (crossings[arm].Look == looks && Math.Abs(seen) > boundary)
                {
                    crossings[arm] = (look, Math.Sign(seen));
                }
            }
        }

        return crossings;
    }

    /// <summary>What became of "no difference" for an arm.</summary>
    /// <param name="Look">The look at which it was rejected; -1 for not.</param>
    /// <param name="Sign">Sign of the differences where they crossed; 0 for not rejected.</param>
    /// <param name="Set">The arms that were tested together when it was rejected; all arms for not rejected.</param>
    internal readonly record struct Decision(int Look, int Sign, int[] Set);
}
