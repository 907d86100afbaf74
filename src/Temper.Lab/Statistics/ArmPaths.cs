using System.Numerics;
using System.Runtime.InteropServices;

namespace Temper.Lab.Statistics;

/// <summary>
/// An arm's sums under all <see cref="SignPaths"/>. The statistic of a path about a centre c is |sum of +-(d - c)| / sqrt(sum of
/// (d - c)^2) over the seeds so far, which rises with the size of Student's t; seeds without a difference contribute nothing. As
/// the signed sum is S - c G, with S the signed sum of the differences and G that of the signs, another centre costs one pass.
/// </summary>
internal sealed class ArmPaths
{
    /// <summary>Share of the largest possible statistic within which statistics are ties; see <see cref="SignFlipTest"/>.</summary>
    private const double Tie = 1e-9;

    /// <summary>Rounding error of a sum, as a share of the sum of magnitudes, with room to spare.</summary>
    private const double Rounding = 1e-14;

    private readonly double[] differences;
    private readonly double[] present;
    private readonly int[] looks;
    private readonly double[][] sums;
    private readonly double[][] signs;

    /// <summary>Sums of an arm.</summary>
    /// <param name="paths">The sign flips.</param>
    /// <param name="sample">The arm, NaN where a seed has no difference.</param>
    /// <param name="looks">Seeds at each look so far.</param>
    /// <param name="region">A centre that will be asked about, for the scale.</param>
    /// <param name="signsOfAll">Signed counts where every seed has a difference, made once for a family.</param>
    public ArmPaths(SignPaths paths, PairedSample sample, int[] looks, double region, Lazy<double[][]> signsOfAll)
    {
        this.looks = looks;
        var seeds = looks.Length == 0 ? 0 : looks[^1];
        var known = sample.Differences.Take(seeds).Where(difference => !double.IsNaN(difference)).ToArray();
        Exponent = Finite.Exponent([.. known, region]);
        differences = [.. sample.Differences.Take(seeds).Select(difference => double.IsNaN(difference) ? 0 : Math.ScaleB(difference, -Exponent))];
        present = [.. sample.Differences.Take(seeds).Select(difference => double.IsNaN(difference) ? 0.0 : 1.0)];
        Pairs = known.Length;
        Mean = Pairs == 0 ? double.NaN : differences.Sum() / Pairs;
        var squares = differences.Zip(present, (difference, weight) => weight * (difference - Mean) * (difference - Mean)).Sum();
        StandardError = Pairs < 2 ? 0 : Math.Sqrt(squares / (Pairs - 1) / Pairs);
        sums = paths.Sums(differences, looks);
        signs = Pairs == seeds ? signsOfAll.Value : paths.Sums(present, looks);
        AtZero = About(0);
    }

    /// <summary>The power of two by which the differences were divided, so that no square overflows.</summary>
    public int Exponent { get; }

    /// <summary>Seeds with a difference.</summary>
    public int Pairs { get; }

    /// <summary>Mean difference on the scale of the sums; NaN without any.</summary>
    public double Mean { get; }

    /// <summary>Standard error of the mean, on that scale; 0 below 2 pairs.</summary>
    public double StandardError { get; }

    /// <summary>Differences on the scale of the sums, 0 where there is none.</summary>
    public ReadOnlySpan<double> Differences => differences;

    /// <summary>The hypothesis "symmetric about 0".</summary>
    public Hypothesis AtZero { get; }

    /// <summary>"Symmetric about the centre", on the scale of the sums.</summary>
    public Hypothesis About(double centre)
    {
        var (scales, ties) = (new double[looks.Length], new double[looks.Length]);
        var (squares, magnitudes, seed) = (0.0, 0.0, 0);
        for (var look = 0; look < looks.Length; look++)
        {
            for (; seed < looks[look]; seed++)
            {
                var distance = present[seed] * (differences[seed] - centre);
                squares += distance * distance;
                magnitudes += present[seed] * (Math.Abs(differences[seed]) + Math.Abs(centre));
            }

            // Without anything but zeros the statistic is 0.
            scales[look] = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            ties[look] = (Tie * Math.Sqrt(looks[look])) + (Rounding * magnitudes * scales[look]);
        }

        return new Hypothesis(centre, scales, ties);
    }

    /// <summary>"Symmetric about minus infinity": every difference is the same, however large.</summary>
    public Hypothesis AboutMinusInfinity()
    {
        var (scales, ties, pairs, seed) = (new double[looks.Length], new double[looks.Length], 0.0, 0);
        for (var look = 0; look < looks.Length; look++)
        {
            for (; seed < looks[look]; seed++)
            {
                pairs += present[seed];
            }

            scales[look] = pairs > 0 ? 1 / Math.Sqrt(pairs) : 0;
            ties[look] = Tie * Math.Sqrt(looks[look]);
        }

        return new Hypothesis(double.NegativeInfinity, scales, ties);
    }

    /// <summary>The signed statistic of what was seen, at a look.</summary>
    public double Seen(in Hypothesis hypothesis, int look) => hypothesis.Scales[look] * (double.IsInfinity(hypothesis.Centre)
        ? signs[look][0]
        : sums[look][0] - (hypothesis.Centre * signs[look][0]));

    /// <summary>Statistics of all paths at a look: the larger of this and what is there.</summary>
    /// <param name="hypothesis">Of this arm.</param>
    /// <param name="look">Which look, from 0.</param>
    /// <param name="others">Statistics of other arms; empty for none.</param>
    /// <param name="row">Overwritten; may be the others' own memory.</param>
    public void Largest(in Hypothesis hypothesis, int look, ReadOnlySpan<double> others, Span<double> row)
    {
        var isFar = double.IsInfinity(hypothesis.Centre);
        var results = MemoryMarshal.Cast<double, Vector<double>>(row);
        var sum = MemoryMarshal.Cast<double, Vector<double>>(isFar ? signs[look] : sums[look]);
        var sign = MemoryMarshal.Cast<double, Vector<double>>(signs[look]);
        var other = MemoryMarshal.Cast<double, Vector<double>>(others);
        var scale = new Vector<double>(hypothesis.Scales[look]);
        var centre = new Vector<double>(isFar ? 0 : hypothesis.Centre);

        // The number of paths is a multiple of that of a vector's lanes: nothing remains.
        if (other.IsEmpty)
        {
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = Vector.Abs(sum[i] - (centre * sign[i])) * scale;
            }
        }
        else
        {
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = Vector.Max(Vector.Abs(sum[i] - (centre * sign[i])) * scale, other[i]);
            }
        }
    }

    /// <summary>A centre of symmetry, with what the statistic at each look is scaled by and how close two are to be a tie.</summary>
    internal readonly record struct Hypothesis(double Centre, double[] Scales, double[] Ties);
}
