namespace Temper.Lab.Statistics;

/// <summary>
/// The family's test of an open-ended study: Holm's procedure over the p-values of <see cref="SymmetryEvidence"/>, which hold whenever one
/// stops, and its inversion, arm by arm, by <see cref="SymmetryEvidence.ConfidenceSequence"/>. As in <see cref="FlipFamily"/> a bar's end
/// towards 0 is at the level that the arm was tested at when its turn came, and the other end at that of the whole family.
/// </summary>
internal static class BettingFamily
{
    /// <summary>Judges a family.</summary>
    /// <param name="differences">As [arm][seed] in the order of the seeds; NaN where a seed has no difference.</param>
    /// <param name="settings">Level and region.</param>
    /// <returns>Per arm: p-value of "no difference" and of "a difference that matters", adjusted; and the bar.</returns>
    public static (double PValue, double Equivalence, Interval Bar)[] Judge(IReadOnlyList<double[]> differences, VerdictSettings settings)
    {
        double[][] present = [.. differences.Select(row => row.Where(double.IsFinite).ToArray())];
        var evidence = present.Select(row => SymmetryEvidence.Of(row)).ToArray();
        var adjusted = Holm.Adjust([.. evidence.Select(one => one.TwoSided)]);
        var rejected = adjusted.Count(p => p <= settings.Alpha);
        var order = Enumerable.Range(0, present.Length).OrderBy(arm => evidence[arm].TwoSided).ToList();
        return
        [
            .. present.Select((row, arm) =>
            {
                if (row.Length < 2)
                {
                    return (1, 1, Interval.None);
                }

                var mean = Finite.Mean(Finite.Scaled(row, -Finite.Exponent(row)));
                var left = present.Length - Math.Min(order.IndexOf(arm), rejected);
                var towards = SymmetryEvidence.ConfidenceSequence(row, 1 - (settings.Alpha / left));
                var away = SymmetryEvidence.ConfidenceSequence(row, 1 - (settings.Alpha / present.Length));
                var bar = mean < 0 ? new Interval(away.Low, towards.High) : new Interval(towards.Low, away.High);
                return (adjusted[arm], Equivalence(row, mean, left, present.Length, settings.Region), bar);
            }),
        ];
    }

    /// <summary>Two-sided p-values at the region's ends, each times the arms that its end of the bar counts.</summary>
    private static double Equivalence(double[] row, double mean, int left, int all, double region)
    {
        var below = 2 * SymmetryEvidence.Of(row, region).Less;
        var above = 2 * SymmetryEvidence.Of(row, -region).Greater;
        return Math.Min(1, mean < 0 ? Math.Max(left * below, all * above) : Math.Max(all * below, left * above));
    }
}
