namespace Temper.Lab.Statistics;

/// <summary>Sign-flip p-values of one list of differences about any centre. Not thread-safe: it keeps its scratch buffers.</summary>
/// <remarks>
/// The exact count lists the sums of two halves, rising; as a sum of the first half rises, the smallest sum of the second half that
/// goes with it falls, so one pass over both lists counts all pairs of sums: 2^(n/2) steps instead of 2^n.
/// </remarks>
internal sealed class SignFlips
{
    private readonly double[] differences;
    private readonly double[] shifted;
    private readonly double[] first = [];
    private readonly double[] second = [];
    private readonly double[] scratch = [];
    private readonly double[] sums = [];
    private readonly double[] signs = [];

    /// <summary>Prepares for some differences, in any order.</summary>
    /// <param name="differences">Finite numbers whose sums are finite.</param>
    public SignFlips(ReadOnlySpan<double> differences)
    {
        this.differences = differences.ToArray();
        var pairs = this.differences.Length;
        Mean = Finite.Mean(this.differences);
        shifted = new double[pairs];
        if (pairs <= SignFlipTest.ExactUpTo)
        {
            first = new double[1 << (pairs / 2)];
            second = new double[1 << (pairs - (pairs / 2))];
            scratch = new double[second.Length / 2];
            return;
        }

        // A drawn sign belongs to a place, so the places must not depend on the order of the seeds, on which net is the baseline, or on
        // the centre: they go by the distance from the mean.
        var places = this.differences.Select(difference => Math.Abs(difference - Mean)).ToArray();
        Array.Sort(places, this.differences);
        var draws = new SignDraws(pairs);
        sums = draws.Sums(this.differences);
        signs = draws.Sums([.. Enumerable.Repeat(1.0, pairs)]);
    }

    /// <summary>Mean of the differences.</summary>
    public double Mean { get; }

    /// <summary>p-value against "mean at most the centre".</summary>
    public double Greater(double centre) => Share(centre, 1);

    /// <summary>p-value against "mean at least the centre".</summary>
    public double Less(double centre) => Share(centre, -1);

    /// <summary>p-value against "symmetric about the centre": every sign vector has its opposite, so both tails are equally long.</summary>
    public double TwoSided(double centre) => Math.Min(1, 2 * Math.Min(Greater(centre), Less(centre)));

    /// <summary>The share of sign vectors whose sum is at least the one seen, times the direction.</summary>
    private double Share(double centre, int direction)
    {
        var (sum, magnitudes) = (0.0, 0.0);
        for (var i = 0; i < differences.Length; i++)
        {
            shifted[i] = differences[i] - centre;
            sum += shifted[i];
            magnitudes += Math.Abs(shifted[i]);
        }

        var bound = (direction * sum) - (SignFlipTest.Tie * magnitudes);
        return differences.Length <= SignFlipTest.ExactUpTo ? ExactShare(bound) : DrawnShare(centre, bound, magnitudes);
    }

    private double ExactShare(double bound)
    {
        for (var i = 0; i < shifted.Length; i++)
        {
            shifted[i] = Math.Abs(shifted[i]);
        }

        // Sums of the same numbers in another order would differ in the last place.
        Array.Sort(shifted);
        SignedSums.FillRising(shifted.AsSpan(0, shifted.Length / 2), first, scratch);
        SignedSums.FillRising(shifted.AsSpan(shifted.Length / 2), second, scratch);
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

    /// <summary>The signs seen and their opposites are two of the vectors.</summary>
    private double DrawnShare(double centre, double bound, double magnitudes)
    {
        var count = 1 + (-bound - (SignFlipTest.Tie * magnitudes) >= bound ? 1 : 0);
        for (var draw = 0; draw < sums.Length; draw++)
        {
            var sum = sums[draw] - (centre * signs[draw]);
            count += (sum >= bound ? 1 : 0) + (-sum >= bound ? 1 : 0);
        }

        return count / (2.0 * (sums.Length + 1));
    }
}
