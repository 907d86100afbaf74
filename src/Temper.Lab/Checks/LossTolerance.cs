namespace Temper.Lab.Checks;

/// <summary>
/// How far a device's losses may be from the reference's. A fixed number will not do: a ReLU that switches, or Adam's division of a tiny gradient by its
/// tiny root, makes any difference grow, so that a correct device strays a hundred times further with some optimizers than with others. So it is
/// measured how far the reference strays by itself when its initial weights are off by one rounding.
/// </summary>
/// <remarks>
/// A disturbed training is one draw, and the device's roundings, at every operation instead of once, are another: what any of the disturbed ones has strayed
/// up to a step, a device may stray <see cref="Factor"/> times at that step. docs/numerics.md has the measurements.
/// </remarks>
internal static class LossTolerance
{
    /// <summary>Disturbed trainings of the reference.</summary>
    public const int Draws = 3;

    /// <summary>How much further than the disturbed ones a device may stray.</summary>
    public const double Factor = 8;

    /// <summary>Relative differences below so many roundings are always allowed: a loss is a sum of many terms, and itself rounded.</summary>
    private const double Roundings = 50;

    // A difference of a number that is as good as 0 is no share of it, and an infinite one is no JSON.
    private const double Smallest = 1e-3;

    /// <summary>Relative differences that are allowed, loss by loss.</summary>
    /// <param name="exact">The reference's losses.</param>
    /// <param name="disturbed">Those of the disturbed reference, one array for each draw.</param>
    /// <param name="rounding">Relative size of a rounding.</param>
    public static double[] Of(double[] exact, IReadOnlyList<double[]> disturbed, double rounding)
    {
        var worst = 0.0;
        return
        [
            .. exact.Select((loss, i) =>
            {
                worst = Math.Max(worst, disturbed.Max(losses => Difference(loss, losses[i])));
                return Math.Max(Factor * worst, Roundings * rounding);
            }),
        ];
    }

    /// <summary>Difference to an exact number, relative to it, or to a thousandth where it is smaller.</summary>
    public static double Difference(double exact, double number) =>
        exact == number ? 0 : Math.Abs(number - exact) / Math.Max(Math.Abs(exact), Smallest);
}
