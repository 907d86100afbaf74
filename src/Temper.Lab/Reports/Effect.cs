using System.Globalization;
using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>A mean with its interval, as the charts of effects draw it.</summary>
/// <param name="Mean">The mean; anything not finite is not drawn.</param>
/// <param name="Low">Lower end of the interval; NaN where there is none.</param>
/// <param name="High">Upper end of the interval; NaN where there is none.</param>
internal readonly record struct Effect(double Mean, double Low, double High)
{
    /// <summary>A second, narrower interval: then the first is drawn as a bar and this one as a line on it; null for none.</summary>
    public (double Low, double High)? Line { get; init; }

    /// <summary>The score that it is of, for the number format; default accuracy.</summary>
    public Score Score { get => field ?? Score.Accuracy; init; }

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
        !HasMean
            ? "no value"
            : (isDifference ? Score.Difference(Mean) : Number(Mean, false))
                + (HasInterval ? $" [{Number(Low, isDifference)}, {Number(High, isDifference)}]" : "");

    /// <summary>Refuses an interval that is upside down.</summary>
    /// <exception cref="ArgumentException">The lower end is above the upper end.</exception>
    public Effect Checked(string owner) => !(Low > High) ? this : throw new ArgumentException(
        string.Create(CultureInfo.InvariantCulture, $"{owner}: expected an interval from its lower to its upper end, received [{Low}, {High}]."));

    /// <summary>Rounded as the same number is in tables and sentences: a difference, or a score.</summary>
    private string Number(double value, bool isDifference) =>
        double.IsPositiveInfinity(value) ? "∞"
        : double.IsNegativeInfinity(value) ? "-∞"
        : isDifference ? Score.Difference(value).TrimStart('+')
        : Score.Number(value);
}
