using Temper.Devices;

namespace Temper.Lab.Statistics;

/// <summary>
/// The randomization test of paired differences (Fisher, "The Design of Experiments", 1935, section 21). If the differences are
/// symmetric about the centre, each d - centre had its sign by the toss of a coin; the p-value is the share of all 2^n ways to
/// toss them whose sum is at least as extreme as the sum that was seen. No normal distribution is assumed.
/// </summary>
/// <remarks>
/// Up to <see cref="ExactUpTo"/> pairs every way is counted. Above, <see cref="Draws"/> random ones are drawn and the way that was
/// seen is counted with them: p = (b + 1) / (draws + 1), which is never 0 and keeps its level (Phipson and Smyth, "Permutation
/// p-values should never be zero", 2010). The draws are the same in every call. Answers do not depend on the order of the
/// differences. The one-sided tests also hold for the composite hypotheses "symmetric about some point at most (at least) the
/// centre", because their p-values fall (rise) with each difference.
/// </remarks>
public static class SignFlipTest
{
    /// <summary>Largest number of pairs for which every sign vector is counted.</summary>
    public const int ExactUpTo = 20;

    /// <summary>Random sign vectors drawn for more pairs.</summary>
    public const int Draws = 100_000;

    /// <summary>
    /// Sums closer than this share of the sum of magnitudes are ties, and ties count as extreme. Differences of percentages carry
    /// rounding errors of about 1e-14 points, which must not decide whether equal sums are equal; sums of accuracies that really
    /// differ do so by far more.
    /// </summary>
    private const double Tie = 1e-9;

    private const ulong Key = 0;

    /// <summary>p-value against "symmetric about the centre" when either direction counts; 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Centre of symmetry under the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double TwoSided(ReadOnlySpan<double> differences, double centre = 0)
    {
        var (magnitudes, sum, tie) = Prepare(differences, centre);
        var distance = Math.Abs(sum) - tie;
        if (distance <= 0)
        {
            return 1;
        }

        // Every sign vector has its opposite, so both tails are equally long; random draws are counted as they come.
        return magnitudes.Length <= ExactUpTo
            ? 2 * ExactShareFrom(magnitudes, distance)
            : RandomShare(magnitudes, total => Math.Abs(total) >= distance);
    }

    /// <summary>p-value against "mean at most the centre"; the alternative is a mean above it. 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Upper end of the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double Greater(ReadOnlySpan<double> differences, double centre = 0)
    {
        var (magnitudes, sum, tie) = Prepare(differences, centre);
        return ShareFrom(magnitudes, sum - tie);
    }

    /// <summary>p-value against "mean at least the centre"; the alternative is a mean below it. 1 without differences.</summary>
    /// <param name="differences">Paired differences.</param>
    /// <param name="centre">Lower end of the hypothesis, in the same units.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public static double Less(ReadOnlySpan<double> differences, double centre = 0)
    {
        var (magnitudes, sum, tie) = Prepare(differences, centre);
        return ShareFrom(magnitudes, -sum - tie);
    }

    /// <summary>The smallest two-sided p-value that so many pairs can give: 2^(1 - n) up to 20 pairs, then 1 / (draws + 1).</summary>
    /// <param name="pairs">Number of pairs, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static double SmallestTwoSided(int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        return pairs > ExactUpTo ? 1.0 / (Draws + 1) : Math.Min(1, Math.ScaleB(1, 1 - pairs));
    }

    /// <summary>
    /// Magnitudes of the differences from the centre, all divided by one power of two so that sums stay finite, and rising, so that
    /// neither the order of the seeds nor which net is called the baseline changes a random draw; their signed sum; and the tie.
    /// </summary>
    private static (double[] Magnitudes, double Sum, double Tie) Prepare(ReadOnlySpan<double> differences, double centre)
    {
        Finite.Require("The sign-flip test", differences);
        Finite.Require("The sign-flip test's centre", [centre]);
        var exponent = Finite.Exponent([.. differences, centre]);
        var shifted = new double[differences.Length];
        var magnitudes = new double[differences.Length];
        for (var i = 0; i < shifted.Length; i++)
        {
            shifted[i] = Math.ScaleB(differences[i], -exponent) - Math.ScaleB(centre, -exponent);
            magnitudes[i] = Math.Abs(shifted[i]);
        }

        Array.Sort(magnitudes, shifted);
        return (magnitudes, shifted.Sum(), Tie * magnitudes.Sum());
    }

    private static double ShareFrom(double[] magnitudes, double bound) => magnitudes.Length <= ExactUpTo
        ? ExactShareFrom(magnitudes, bound)
        : RandomShare(magnitudes, total => total >= bound);

    /// <summary>
    /// The share of all sign vectors whose sum is at least the bound. The sums of two halves are listed and sorted; as a sum of the
    /// first half rises, the smallest sum of the second half that goes with it falls, so one pass over both lists counts all pairs.
    /// </summary>
    private static double ExactShareFrom(double[] magnitudes, double bound)
    {
        var first = SortedSums(magnitudes.AsSpan(0, magnitudes.Length / 2));
        var second = SortedSums(magnitudes.AsSpan(magnitudes.Length / 2));
        var count = 0L;
        var from = second.Length;
        foreach (var sum in first)
        {
            while (from > 0 && sum + second[from - 1] >= bound)
            {
                from--;
            }

            count += second.Length - from;
        }

        return (double)count / ((long)first.Length * second.Length);
    }

    private static double[] SortedSums(ReadOnlySpan<double> magnitudes)
    {
        var sums = SignedSums(magnitudes);
        Array.Sort(sums);
        return sums;
    }

    /// <summary>The sums for all sign vectors: bit j of the index is the sign of number j, set for plus.</summary>
    private static double[] SignedSums(ReadOnlySpan<double> magnitudes)
    {
        var sums = new double[1 << magnitudes.Length];
        for (var j = 0; j < magnitudes.Length; j++)
        {
            // The sums of the first j numbers lie in the first 2^j places; each splits into one with minus and one with plus.
            var known = 1 << j;
            for (var i = 0; i < known; i++)
            {
                sums[known + i] = sums[i] + magnitudes[j];
                sums[i] -= magnitudes[j];
            }
        }

        return sums;
    }

    /// <summary>
    /// (b + 1) / (draws + 1), where b counts random sign vectors with an extreme sum. A draw takes one word per 32 signs; the sums
    /// of 8 signs at a time are looked up.
    /// </summary>
    private static double RandomShare(double[] magnitudes, Func<double, bool> isExtreme)
    {
        var tables = magnitudes.Chunk(8).Select(chunk => SignedSums(chunk)).ToArray();
        var words = new WordSequence(new Philox(Key, RandomPurpose.SignFlip));
        var count = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var total = 0.0;
            var word = 0u;
            for (var part = 0; part < tables.Length; part++)
            {
                word = part % 4 == 0 ? words.Next() : word >> 8;
                // Fewer than 8 signs use the low bits.
                total += tables[part][word & (uint)(tables[part].Length - 1)];
            }

            count += isExtreme(total) ? 1 : 0;
        }

        return (count + 1.0) / (Draws + 1);
    }

    /// <summary>The words of a stream one after the other, each block made once.</summary>
    private struct WordSequence(Philox stream)
    {
        private (uint W0, uint W1, uint W2, uint W3) block;
        private uint next;

        public uint Next()
        {
            var element = next++;
            if (element % 4 == 0)
            {
                block = stream.Block(element / 4);
            }

            return (element % 4) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
        }
    }
}
