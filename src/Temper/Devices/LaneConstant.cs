namespace Temper.Devices;

/// <summary>
/// A constant of a formula in both precisions. A loop over vectors of floats takes the rounded one from memory with one
/// broadcast; the just-in-time compiler would convert a double anew in every turn.
/// </summary>
/// <param name="Exact">For lanes of 64 bits.</param>
/// <param name="Rounded">For lanes of 32 bits.</param>
public readonly record struct LaneConstant(double Exact, float Rounded)
{
    /// <summary>Rounds to nearest.</summary>
    /// <param name="value">The constant in 64 bits.</param>
    public static implicit operator LaneConstant(double value) => FromDouble(value);

    /// <summary>Rounds to nearest.</summary>
    /// <param name="value">The constant in 64 bits.</param>
    public static LaneConstant FromDouble(double value) => new(value, (float)value);
}
