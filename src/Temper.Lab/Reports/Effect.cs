using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>A mean with its interval, as the charts of effects draw it.</summary>
/// <param name="Mean">The mean; anything not finite is not drawn.</param>
/// <param name="Low">Lower end of the interval; NaN where there is none.</param>
/// <param name="High">Upper end of the interval; NaN where there is none.</param>
internal readonly record struct Effect(double Mean, double Low, double High)
{
    /// <summary>Whether there is a mean.</summary>
    public bool HasMean => double.IsFinite(Mean);

    /// <summary>Whether there is an interval. An end of it may be infinite.</summary>
    public bool HasInterval => HasMean && !double.IsNaN(Low) && !double.IsNaN(High);

    /// <summary>What will be drawn of it, as far as it is finite.</summary>
    public IEnumerable<double> Values => (HasInterval ? [Mean, Low, High] : new[] { Mean }).Where(double.IsFinite);

    /// <summary>How far from zero it is drawn.</summary>
    public double Reach => Values.Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>The numbers as text, for instance "+0.12 [-0.03, 0.27]".</summary>
    /// <param name="isDifference">Whether the mean has its sign even where it is positive.</param>
    public string Text(bool isDifference = true) =>
        !HasMean ? "no value"
        : (isDifference && Number(Mean) is var mean && mean[0] != '-' && mean != "0.00" ? "+" : "") + Number(Mean)
            + (HasInterval ? $" [{Number(Low)}, {Number(High)}]" : "");

    /// <summary>Refuses an interval that is upside down.</summary>
    /// <exception cref="ArgumentException">The lower end is above the upper end.</exception>
    public Effect Checked(string owner) => !(Low > High) ? this : throw new ArgumentException(
        string.Create(CultureInfo.InvariantCulture, $"{owner}: expected an interval from its lower to its upper end, received [{Low}, {High}]."));

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "∞"
        : double.IsNegativeInfinity(value) ? "-∞"
        : (Math.Round(value, 2) is var rounded && rounded == 0 ? 0 : rounded).ToString("F2", CultureInfo.InvariantCulture);
}
