namespace Temper.Lab.Checks;

/// <summary>
/// How far a device's shares of right guesses may be from the reference's. A rounding changes a guess only where two logits are nearly equal: few in
/// a training that has not strayed, and in one that has, about as many as in trainings
/// of the reference with roundings of its own, as in <see cref="LossTolerance"/>.
/// </summary>
internal static class GuessTolerance
{
    /// <summary>Guesses of a batch that may always be others.</summary>
    private const double Guesses = 2;

    /// <summary>Differences that are allowed, batch by batch.</summary>
    /// <param name="exact">The reference's shares, from 0 to 1.</param>
    /// <param name="rounded">Those of the rounded reference, one array for each draw.</param>
    /// <param name="rows">Rows of each batch.</param>
    public static double[] Of(double[] exact, IReadOnlyList<double[]> rounded, int[] rows)
    {
        var worst = 0.0;
        return
        [
            .. exact.Select((share, i) =>
            {
                worst = Math.Max(worst, rounded.Max(shares => Math.Abs(share - shares[i])));
                return Math.Max(LossTolerance.Factor * worst, Guesses / rows[i]);
            }),
        ];
    }
}
