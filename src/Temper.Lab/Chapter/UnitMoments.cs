using System.Globalization;

namespace Temper.Lab.Chapter;

/// <summary>Means and standard deviations of a layer's units over a batch.</summary>
/// <param name="LargestMean">Largest mean of a unit, without sign.</param>
/// <param name="SmallestDeviation">Smallest standard deviation of a unit.</param>
/// <param name="LargestDeviation">Largest standard deviation of a unit.</param>
public sealed record UnitMoments(double LargestMean, double SmallestDeviation, double LargestDeviation)
{
    /// <summary>The extremes over several layers or nets.</summary>
    /// <param name="moments">Theirs, at least one.</param>
    public static UnitMoments Over(IReadOnlyList<UnitMoments> moments) => new(
        moments.Max(one => one.LargestMean), moments.Min(one => one.SmallestDeviation), moments.Max(one => one.LargestDeviation));

    /// <summary>
    /// Whether every mean is 0 and every deviation 1, to two digits. A unit that never
    /// varies has deviation 0 and is let pass by <paramref name="allowsConstant"/>.
    /// </summary>
    public bool IsStandard(bool allowsConstant) =>
        LargestMean < 0.01 && Math.Abs(LargestDeviation - 1) < 0.01 && (allowsConstant || Math.Abs(SmallestDeviation - 1) < 0.01);

    /// <summary>"means up to 0.000, standard deviations 0.998 to 1.000".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"means up to ±{LargestMean:0.000}, standard deviations {SmallestDeviation:0.000} to {LargestDeviation:0.000}");
}
