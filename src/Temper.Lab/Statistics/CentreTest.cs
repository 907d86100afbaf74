namespace Temper.Lab.Statistics;

/// <summary>
/// The test of "an arm is symmetric about a centre", for any centre, together with other arms about 0; and its inversion, the
/// centres that are not refuted. The other arms' statistics are found once: they do not depend on the centre.
/// </summary>
/// <remarks>
/// Far below all differences what was seen is the path with the largest sum, far above the one with the smallest. So the lower end
/// lies where crossings with a positive sum begin and the upper end where those with a negative sum do. Both are found by the same
/// steps, mirrored: "up" is the direction away from the end's outside.
/// </remarks>
internal sealed class CentreTest
{
    /// <summary>Ends are found to this share of the mean's standard error.</summary>
    private const double Precision = 1e-3;

    /// <summary>Steps at most, where the standard error says little.</summary>
    private const int MostSteps = 60;

    private readonly SpendingFamily family;
    private readonly ArmPaths arm;
    private readonly double alpha;
    private readonly double[][]? others;
    private readonly double[] otherTies;
    private readonly double[] row;
    private readonly Lazy<bool> canExclude;

    /// <summary>Tests of one arm. The memory of the others' statistics is the family's: one such object at a time.</summary>
    /// <param name="family">All arms.</param>
    /// <param name="arm">Place of the arm.</param>
    /// <param name="set">Places of the arms tested together, this one among them.</param>
    /// <param name="alpha">Level of the interval's ends, both together.</param>
    public CentreTest(SpendingFamily family, int arm, int[] set, double alpha)
    {
        this.family = family;
        this.arm = family.Arms[arm];
        this.alpha = alpha;
        row = new double[family.Paths.Count];
        int[] rest = [.. set.Where(other => other != arm)];
        others = family.Largest(rest);
        otherTies = family.Ties(rest);
        canExclude = new Lazy<bool>(() => FirstSign(this.arm.AboutMinusInfinity(), alpha) != 0);
    }

    /// <summary>Whether the centre is refuted at a level because the differences lie to one side of it.</summary>
    /// <param name="centre">On the scale of the arm's sums.</param>
    /// <param name="side">1 for differences above the centre, -1 for below.</param>
    /// <param name="level">Significance level, between 0 and 1.</param>
    public bool IsRefuted(double centre, int side, double level) => FirstSign(arm.About(centre), level) == side;

    /// <summary>An end of the interval, on the scale of the arm's sums.</summary>
    /// <param name="side">1 for the lower end, -1 for the upper.</param>
    /// <param name="isZeroRefuted">Whether 0 lies beyond the end: known from the decision about "no difference".</param>
    /// <param name="region">Distance of another known centre from 0, towards the outside.</param>
    /// <param name="isRegionRefuted">Whether that centre lies beyond the end.</param>
    /// <returns>A centre that is not refuted; infinite where no centre is refuted on that side.</returns>
    public double End(int side, bool isZeroRefuted, double region, bool isRegionRefuted)
    {
        // At the uppermost difference no sum is positive.
        var inside = double.NegativeInfinity;
        foreach (var difference in arm.Differences)
        {
            inside = Math.Max(inside, side * difference);
        }

        if (isZeroRefuted)
        {
            return side * Bisect(side, 0, inside);
        }

        inside = Math.Min(inside, 0);
        if (isRegionRefuted)
        {
            return side * Bisect(side, -region, inside);
        }

        inside = Math.Min(inside, -region);
        var step = arm.StandardError > 0 ? arm.StandardError : 1;
        var start = Math.Min(inside, side * arm.Mean);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var outside = start - (3 * step);
            if (IsRefuted(side * outside, side, alpha))
            {
                return side * Bisect(side, outside, inside);
            }

            if (!canExclude.Value)
            {
                break;
            }

            inside = outside;
            step *= 2;
        }

        return side * double.NegativeInfinity;
    }

    private double Bisect(int side, double outside, double inside)
    {
        for (var steps = 0; steps < MostSteps && inside - outside > Precision * arm.StandardError; steps++)
        {
            var middle = outside + ((inside - outside) / 2);
            if (middle <= outside || middle >= inside)
            {
                break;
            }

            (outside, inside) = IsRefuted(side * middle, side, alpha) ? (middle, inside) : (outside, middle);
        }

        return inside;
    }

    /// <summary>Sign of the sum where the arm first crosses the boundaries of the set; 0 where it has crossed none so far.</summary>
    private int FirstSign(ArmPaths.Hypothesis hypothesis, double level)
    {
        var boundaries = family.Boundary;
        boundaries.Restart();
        for (var look = 0; look < family.Looks; look++)
        {
            arm.Largest(hypothesis, look, others is null ? [] : others[look], row);
            var tie = Math.Max(hypothesis.Ties[look], otherTies[look]);
            var boundary = boundaries.Next(look, row, family.Spent(level, look), tie);
            var seen = arm.Seen(hypothesis, look);
            if (Math.Abs(seen) > boundary)
            {
                return Math.Sign(seen);
            }
        }

        return 0;
    }
}
