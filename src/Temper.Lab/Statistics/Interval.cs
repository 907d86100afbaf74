namespace Temper.Lab.Statistics;

/// <summary>A closed interval, in the units of what it is about. Ends are NaN where there is none to give.</summary>
/// <param name="Low">Lower end; negative infinity where nothing is excluded below.</param>
/// <param name="High">Upper end; positive infinity where nothing is excluded above.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>No interval: both ends NaN.</summary>
    public static Interval None => new(double.NaN, double.NaN);

    /// <summary>High minus low.</summary>
    public double Width => High - Low;

    /// <summary>Whether a number lies inside, ends included; never true of an interval without ends.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
