namespace Temper.Regularizers;

/// <summary>The main number of a regularizer.</summary>
/// <param name="Name">As it is called in spec files, such as "p".</param>
/// <param name="Default">Where none is given.</param>
/// <param name="Low">Least value worth trying.</param>
/// <param name="High">Largest value worth trying.</param>
/// <param name="Least">What it must be above, or at least; default 0.</param>
/// <param name="Most">What it must be below, or at most; default infinity.</param>
/// <param name="TakesLeast">Whether it may be <paramref name="Least"/> itself; default false.</param>
/// <param name="TakesMost">Whether it may be <paramref name="Most"/> itself; default false.</param>
/// <param name="IsWhole">Whether it is a whole number; default false.</param>
public sealed record StrengthInfo(
    string Name,
    double Default,
    double Low,
    double High,
    double Least = 0,
    double Most = double.PositiveInfinity,
    bool TakesLeast = false,
    bool TakesMost = false,
    bool IsWhole = false)
{
    /// <summary>Which values are allowed: "above 0 and at most 1", "a whole number of at least 1".</summary>
    public string RangeText
    {
        get
        {
            var noun = IsWhole ? "a whole number " : "";
            var bound = !TakesLeast ? "above" : IsWhole ? "of at least" : "at least";
            var low = FormattableString.Invariant($"{noun}{bound} {Least}");
            return double.IsInfinity(Most) || (IsWhole && Most == int.MaxValue)
                ? low
                : FormattableString.Invariant($"{low} and {(TakesMost ? "at most" : "below")} {Most}");
        }
    }

    /// <summary>Whether a value is allowed. What is above 0 is so as a float too, because nets are trained with floats.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => IsInRange(value) && IsFloat(value);

    /// <summary>
    /// What is told of a value that is not allowed: the range, and where it is only too near to 0 or too large for a float, those bounds.
    /// </summary>
    /// <param name="value">The value.</param>
    internal string Expected(double value) =>
        IsInRange(value) && !IsFloat(value) ? $"{RangeText} and a number that 32 bits can hold (1.2e-38 to 3.4e38)" : RangeText;

    private bool IsInRange(double value) =>
        double.IsFinite(value)
        && (TakesLeast ? value >= Least : value > Least)
        && (TakesMost ? value <= Most : value < Most)
        && (!IsWhole || value == Math.Truncate(value));

    private bool IsFloat(double value) => TakesLeast || Least != 0 || float.IsNormal((float)value);
}
