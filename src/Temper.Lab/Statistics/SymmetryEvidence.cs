namespace Temper.Lab.Statistics;

/// <summary>
/// Evidence against "the differences are symmetric about the centre" that may be looked at after every pair: a test martingale.
/// With x = d - centre, E+ = average over bets b of the product of exp(b x) / cosh(b x) = 1 + tanh(b x), and E- the same with -b.
/// Under symmetry the sign of x is a fair coin whatever its magnitude, tanh is odd, so each factor has mean 1 given the past: E+
/// is the fortune of a gambler who starts with 1 in a fair game. By Ville's inequality it ever reaches 1 / alpha with
/// probability at most alpha, so 1 / (largest E so far) is a p-value at any moment one cares to stop.
/// </summary>
/// <remarks>
/// Sources. Sums under symmetry: Efron, "Student's t-test under symmetry conditions" (JASA, 1969); exp(b x - b^2 x^2 / 2) as a
/// supermartingale: de la Pena, "A general class of exponential inequalities for martingales and ratios" (Annals of Probability,
/// 1999) and Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform Chernoff bounds via nonnegative supermartingales" (Probability
/// Surveys, 2020); 1 / cosh, which is never less than exp(-b^2 x^2 / 2), makes it a martingale: Ramdas, Ruf, Larsson and Koolen,
/// "Admissible anytime-valid sequential inference must rely on nonnegative martingales" (2020). Vovk and Wang, "Nonparametric
/// e-tests of symmetry" (2024), compare such tests.
/// <para>
/// The one-sided p-values hold for all distributions symmetric about a point on the wrong side of the centre: tanh rises, so there
/// the factors' means are at most 1. Two-sided, half the stake is on each direction: p = 2 min(p of E+, p of E-), which is valid
/// because max(E+, E-) / 2 is at most the martingale (E+ + E-) / 2. In exchange the centres that are not rejected always form an interval.
/// </para>
/// </remarks>
public sealed class SymmetryEvidence
{
    private static readonly double[] Grid = [.. Enumerable.Range(-6, 14).Select(power => Math.ScaleB(1, power))];

    private readonly double centre;
    private readonly double[] logUp = new double[Grid.Length];
    private readonly double[] logDown = new double[Grid.Length];

    /// <summary>Evidence before the first pair: E = 1.</summary>
    /// <param name="centre">Centre of symmetry under the hypothesis, in the units of the differences.</param>
    /// <exception cref="ArgumentException">The centre is NaN or infinite.</exception>
    public SymmetryEvidence(double centre = 0)
    {
        Finite.Require("The centre of symmetry", [centre]);
        this.centre = centre;
    }

    /// <summary>
    /// The bets, per point of difference: 2^-6 to 2^7 by factors of 2, equal stakes. A bet is best near mean / (SD^2 + mean^2) and
    /// within a factor of 1.5 about as good, so they serve typical differences from 1/128 to 64 points.
    /// </summary>
    public static IReadOnlyList<double> Bets => Grid;

    /// <summary>Pairs seen.</summary>
    public int Count { get; private set; }

    /// <summary>Natural logarithm of E+, the evidence for "above the centre" as it is now.</summary>
    public double LogGreater { get; private set; }

    /// <summary>Natural logarithm of E-, the evidence for "below the centre" as it is now.</summary>
    public double LogLess { get; private set; }

    /// <summary>Natural logarithm of the largest E+ so far, at least 0.</summary>
    public double PeakLogGreater { get; private set; }

    /// <summary>Natural logarithm of the largest E- so far, at least 0.</summary>
    public double PeakLogLess { get; private set; }

    /// <summary>p-value against "at most the centre", valid at any moment; it never rises.</summary>
    public double Greater => Math.Exp(-PeakLogGreater);

    /// <summary>p-value against "at least the centre", valid at any moment; it never rises.</summary>
    public double Less => Math.Exp(-PeakLogLess);

    /// <summary>p-value against "symmetric about the centre" when either direction counts, valid at any moment; it never rises.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(Greater, Less));

    /// <summary>The evidence of a list of differences, in the order in which they came.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static SymmetryEvidence Of(ReadOnlySpan<double> differences, double centre = 0)
    {
        var evidence = new SymmetryEvidence(centre);
        foreach (var difference in differences)
        {
            evidence.Add(difference);
        }

        return evidence;
    }

    /// <summary>
    /// The centres whose two-sided p-value is still above 1 - confidence: an interval at every moment, which contains the centre
    /// of symmetry at all moments together with at least that probability. Since p-values never rise, it is the intersection of all
    /// intervals so far and never widens; it excludes 0 exactly when p is at most 1 - confidence.
    /// </summary>
    /// <param name="differences">Differences in the order in which they came.</param>
    /// <param name="confidence">Coverage over all moments together, between 0 and 1.</param>
    /// <returns>
    /// Infinite ends while 2^n is at most 2 / (1 - confidence), when nothing can be excluded; NaN when every centre has been excluded,
    /// which under symmetry has at most the probability 1 - confidence.
    /// </returns>
    /// <exception cref="ArgumentException">A number is NaN or infinite, or the confidence is not between 0 and 1.</exception>
    public static Interval ConfidenceSequence(ReadOnlySpan<double> differences, double confidence = 0.95)
    {
        Finite.Require("The confidence sequence", differences);
        Finite.RequireShare("confidence", confidence);
        var threshold = Math.Log(2 / (1 - confidence));
        var mirrored = new double[differences.Length];
        for (var i = 0; i < mirrored.Length; i++)
        {
            mirrored[i] = -differences[i];
        }

        var low = LowerEnd(differences, threshold);
        var high = -LowerEnd(mirrored, threshold);
        return low <= high ? new Interval(low, high) : Interval.None;
    }

    /// <summary>The smallest two-sided p-value that so many pairs can give, however large the differences: 2^(1 - n).</summary>
    /// <param name="pairs">Number of pairs, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static double SmallestTwoSided(int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        return Math.Min(1, Math.ScaleB(1, 1 - pairs));
    }

    /// <summary>Takes in the next pair.</summary>
    /// <exception cref="ArgumentException">The difference is NaN or infinite.</exception>
    public void Add(double difference)
    {
        Finite.Require("The evidence against symmetry", [difference]);
        Count++;
        var x = difference - centre;
        for (var i = 0; i < Grid.Length; i++)
        {
            // log(1 + tanh y) = log 2 - log(1 + exp(-2y)), written so that no exponential overflows.
            var y = Grid[i] * x;
            var gain = Math.Log(2) - Math.Log(1 + Math.Exp(-2 * Math.Abs(y)));
            var loss = gain - (2 * Math.Abs(y));
            logUp[i] += y >= 0 ? gain : loss;
            logDown[i] += y >= 0 ? loss : gain;
        }

        LogGreater = LogOfAverage(logUp);
        LogLess = LogOfAverage(logDown);
        PeakLogGreater = Math.Max(PeakLogGreater, LogGreater);
        PeakLogLess = Math.Max(PeakLogLess, LogLess);
    }

    private static double LogOfAverage(double[] logs)
    {
        var largest = logs.Max();
        if (double.IsNegativeInfinity(largest))
        {
            return largest;
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - largest);
        }

        return largest + Math.Log(sum / logs.Length);
    }

    /// <summary>
    /// The largest centre that the evidence for "above" excludes. The evidence falls as the centre rises, so bisection finds it: at
    /// the largest difference no factor is above 1 and nothing is excluded; far below, E+ nears 2^n.
    /// </summary>
    private static double LowerEnd(ReadOnlySpan<double> differences, double threshold)
    {
        if (differences.Length * Math.Log(2) <= threshold)
        {
            return double.NegativeInfinity;
        }

        var (least, inside) = (differences[0], differences[0]);
        foreach (var difference in differences)
        {
            least = Math.Min(least, difference);
            inside = Math.Max(inside, difference);
        }

        var step = 1.0;
        while (double.IsFinite(least - step) && Of(differences, least - step).PeakLogGreater < threshold)
        {
            step *= 2;
        }

        var outside = least - step;
        if (!double.IsFinite(outside))
        {
            return double.NegativeInfinity;
        }

        for (var halving = 0; halving < 100; halving++)
        {
            var middle = outside + ((inside - outside) / 2);
            if (middle <= outside || middle >= inside)
            {
                break;
            }

            (outside, inside) = Of(differences, middle).PeakLogGreater < threshold ? (outside, middle) : (middle, inside);
        }

        return outside;
    }
}
