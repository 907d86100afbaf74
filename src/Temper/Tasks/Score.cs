using System.Globalization;

namespace Temper.Tasks;

/// <summary>A number that says how good a trained net is, and how it is written.</summary>
/// <param name="Name">What it is called: "accuracy".</param>
/// <param name="Unit">Its unit: "%", or that of the target; empty for none.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Format">.NET's numeric format of its values: "F2".</param>
public sealed record Score(string Name, string Unit, bool HigherIsBetter, string Format)
{
    /// <summary>Share of the rows whose class is guessed right, in percent.</summary>
    public static Score Accuracy { get; } = new("accuracy", "%", HigherIsBetter: true, "F2");

    /// <summary>
    /// Mean over the classes of the share guessed right, in percent (sklearn.metrics.balanced_accuracy_score): rare classes count as much.
    /// </summary>
    public static Score BalancedAccuracy { get; } = new("balanced accuracy", "%", HigherIsBetter: true, "F2");

    /// <summary>Share of the targets' variance that is explained; 1 at best, 0 for guessing their mean (sklearn.metrics.r2_score).</summary>
    public static Score R2 { get; } = new("R2", "", HigherIsBetter: true, "F4");

    /// <summary>Root of the mean squared error, in the target's unit.</summary>
    /// <param name="unit">That unit; empty for none.</param>
    public static Score Rmse(string unit) => new("RMSE", unit, HigherIsBetter: false, "G5");

    /// <summary>What differences of it are counted in: percentage points for percent, else its unit.</summary>
    public string DifferenceUnit => Unit == "%" ? "percentage points" : Unit;

    /// <summary>A short word for <see cref="DifferenceUnit"/>: "points".</summary>
    public string ShortUnit => Unit == "%" ? "points" : Unit;

    /// <summary>The smallest difference that is usually worth having: 0.2 points, 0.002 of R2; of an error nobody can say, so 0.</summary>
    public double DefaultRegion => Unit == "%" ? 0.2 : HigherIsBetter ? 0.002 : 0;

    /// <summary>1 where more is better, -1 where less is.</summary>
    public int Sign => HigherIsBetter ? 1 : -1;

    /// <summary>A value without its unit: "87.12".</summary>
    /// <param name="value">The value.</param>
    public string Number(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>A value with its unit: "87.12%", "3.21 kg".</summary>
    /// <param name="value">The value.</param>
    public string Text(double value) => Unit.Length == 0 ? Number(value) : Unit == "%" ? Number(value) + "%" : $"{Number(value)} {Unit}";

    /// <summary>A difference with its sign and without its unit: "+1.63"; the rounding is that of every place that prints it.</summary>
    /// <param name="difference">The difference.</param>
    public string Difference(double difference) =>
        difference == 0 || (Unit == "%" && Math.Abs(difference) < 0.005) ? Size(0) : (difference < 0 ? "-" : "+") + Size(difference);

    /// <summary>A difference without sign and unit: "1.63".</summary>
    /// <param name="difference">The difference.</param>
    public string Size(double difference) => Math.Abs(difference).ToString(Unit == "%" ? "0.00" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>What a study's differences are of, so that more is better: "difference in test accuracy", "reduction of test RMSE".</summary>
    public string GainText => HigherIsBetter ? $"difference in test {Name}" : $"reduction of test {Name}";

    /// <summary>The same with its unit: "difference in test accuracy, percentage points".</summary>
    public string GainTitle => DifferenceUnit.Length == 0 ? GainText : $"{GainText}, {DifferenceUnit}";

    /// <summary>Its name with the unit, for an axis or the head of a column: "accuracy (%)".</summary>
    public string Title => Unit.Length == 0 ? Name : $"{Name} ({Unit})";

    /// <summary>What stands behind "Train" or "Test" in the head of a column: "%" for percent, else <see cref="Title"/>.</summary>
    public string ShortTitle => Unit == "%" ? Unit : Title;
}
