namespace Temper.Lab.Checks;

/// <summary>
/// How far a device's losses may be from the reference's. A fixed number will not do: a ReLU that switches, or
/// Adam's division of a tiny gradient by its tiny root, makes any difference grow, so that a correct device strays
/// ten thousand times further in some trainings than in others. So it is measured how far the reference strays
/// with roundings of its own (<see cref="RoundedDevice"/>), which are <see cref="Magnified"/> times the device's.
/// </summary>
/// <remarks>
/// What any of those trainings has strayed up to a step, a device may stray <see cref="Factor"/> times at that step.
/// Larger roundings say more than a larger factor: where nothing switches, losses stray in proportion; where a switch is
/// near, so few trainings with small roundings would often miss the one that the device happens to find. Measured with
/// the CPU: with small roundings and a factor of 8, 2 of 16 trainings of another seed were called off that were right;
/// with ten times larger ones and a factor of 4 none of 64 (four seeds) came closer than 0.41 of what is allowed.
/// </remarks>
internal static class LossTolerance
{
    /// <summary>Rounded trainings of the reference.</summary>
    public const int Draws = 3;

    /// <summary>Their roundings, in roundings of the device.</summary>
    public const double Magnified = 10;

    /// <summary>The tolerance, as a multiple of those deviations.</summary>
    public const double Factor = 4;

    /// <summary>
    /// Relative differences below this many roundings to single precision are
    /// always allowed: a loss is a sum of many terms, and itself rounded.
    /// </summary>
    private const double Roundings = 50;

    // A difference of a number that is as good as 0 is no share of it, and an infinite one is no JSON.
    private const double Smallest = 1e-3;

    /// <summary>Relative differences that are allowed, loss by loss.</summary>
    /// <param name="exact">The reference's losses.</param>
    /// <param name="rounded">Those of the rounded reference, one array for each draw.</param>
    public static double[] Of(double[] exact, IReadOnlyList<double[]> rounded)
    {
        var worst = 0.0;
        return
        [
            .. exact.Select((loss, i) =>
            {
                worst = Math.Max(worst, rounded.Max(losses => Difference(loss, losses[i])));
                return Math.Max(Factor * worst, Roundings * DeviceCheckSettings.SinglePrecision);
            }),
        ];
    }

    /// <summary>Difference to an exact number, relative to it, or to a thousandth where it is smaller.</summary>
    public static double Difference(double exact, double number) =>
        exact == number ? 0 : Math.Abs(number - exact) / Math.Max(Math.Abs(exact), Smallest);
}
