namespace Temper.Lab.Statistics;

/// <summary>
/// The family's test of a fixed number of seeds: the step-down max-T procedure of Westfall and Young ("Resampling-Based Multiple
/// Testing", 1993, algorithm 2.8, with T instead of p) over joint sign flips, and its inversion, arm by arm.
/// </summary>
/// <remarks>
/// Arms are taken in the order of their T. Each one's p-value counts the ways in which the largest T among it and those after it is at
/// least its own, and no p-value is below an earlier one. The chance that any arm whose differences are symmetric about 0 is rejected is at
/// most the level, whatever the others are, because the coins of a true family are only joined by more arms.
/// <para>
/// The bar of an arm holds the centres that the same test does not reject for it while the other arms stay where they are. Towards 0
/// the arms that were left when its turn came are tested with it, so that 0 is outside exactly where the arm is rejected; away from 0
/// all arms are, because that end decides whether the difference is negligible, and no arm drops out of that question.
/// </para>
/// </remarks>
internal static class FlipFamily
{
    /// <summary>Judges a family.</summary>
    /// <param name="differences">As [arm][seed]; NaN where a seed has no difference.</param>
    /// <param name="settings">Level and region.</param>
    /// <returns>Per arm: p-value of "no difference" and of "a difference that matters", adjusted; and the bar.</returns>
    public static (double PValue, double Equivalence, Interval Bar)[] Judge(IReadOnlyList<double[]> differences, VerdictSettings settings)
    {
        var exponent = Finite.Exponent([.. differences.SelectMany(row => row).Where(double.IsFinite), settings.Region]);
        double[][] scaled = [.. differences.Select(row => Finite.Scaled(row, -exponent))];
        var region = Math.ScaleB(settings.Region, -exponent);
        var joint = new JointSignFlips(scaled);
        var adjusted = StepDown(joint, scaled, settings.Alpha, out var order);
        var left = order.Count(arm => adjusted[arm] <= settings.Alpha);
        BarSearch[] Searches() =>
        [
            .. Enumerable.Range(0, scaled.Length).Select(arm =>
            {
                // A rejected arm was tested with those after it; the others were left over together.
                var place = Array.IndexOf(order, arm);
                int[] with = [.. order.Skip(place < left ? place + 1 : left).Where(other => other != arm)];
                return new BarSearch(
                    arm, [.. scaled[arm].Where(double.IsFinite)], with, [.. order.Where(other => other != arm)], settings.Alpha, region);
            }),
        ];

        var arms = Searches();
        if (joint.IsSlow)
        {
            var rough = Searches();
            Search(rough, joint.Drawn);
            foreach (var (arm, near) in arms.Zip(rough))
            {
                arm.BeginNear(near);
            }
        }

        Search(arms, queries => joint.PValues(queries, settings.Alpha));
        return [.. arms.Select((arm, a) => (adjusted[a], arm.Equivalence, arm.Bar(exponent)))];
    }

    /// <summary>The arms that are rejected, and no more: the step-down ends at the first that is not. For simulations.</summary>
    /// <param name="differences">As [arm][seed], finite and of ordinary size.</param>
    /// <param name="level">Level of the family.</param>
    public static IEnumerable<int> Rejected(IReadOnlyList<double[]> differences, double level)
    {
        var joint = new JointSignFlips(differences);
        var places = Places([.. differences]);
        for (var place = 0; place < places.Length
            && joint.PValues([new FlipQuery(places[place], 0, places[(place + 1)..])], level)[0] <= level; place++)
        {
            yield return places[place];
        }
    }

    private static void Search(BarSearch[] arms, Func<IReadOnlyList<FlipQuery>, double[]> pValues)
    {
        for (var queries = arms.SelectMany(arm => arm.First()).ToList(); queries.Count > 0; queries = [.. arms.SelectMany(arm => arm.More())])
        {
            var found = pValues([.. queries.Select(query => query.Query)]);
            for (var q = 0; q < queries.Count; q++)
            {
                queries[q].Tell(found[q]);
            }
        }
    }

    /// <summary>The adjusted p-values, and the arms with the most extreme first.</summary>
    private static double[] StepDown(JointSignFlips joint, double[][] differences, double level, out int[] order)
    {
        var places = Places(differences);
        var pValues = joint.PValues([.. places.Select((arm, place) => new FlipQuery(arm, 0, places[(place + 1)..]))], level);
        var adjusted = new double[differences.Length];
        var largest = 0.0;
        for (var place = 0; place < places.Length; place++)
        {
            largest = Math.Max(largest, pValues[place]);
            adjusted[places[place]] = largest;
        }

        order = places;
        return adjusted;
    }

    /// <summary>The arms, the most extreme first.</summary>
    private static int[] Places(double[][] differences)
    {
        var seen = differences.Select(row =>
        {
            var squares = row.Where(double.IsFinite).Sum(value => value * value);
            return squares > 0 ? Math.Abs(row.Where(double.IsFinite).Sum()) / Math.Sqrt(squares) : 0;
        }).ToArray();
        return [.. Enumerable.Range(0, differences.Length).OrderByDescending(arm => seen[arm])];
    }
}
