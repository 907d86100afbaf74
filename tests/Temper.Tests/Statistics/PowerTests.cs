using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>How many seeds a verdict takes with normal noise. Figures are in docs/statistics.md.</summary>
public sealed class PowerTests
{
    [Theory]
    [InlineData(2, 6, 0.87)]
    [InlineData(1, 6, 0.35)]
    [InlineData(1, 10, 0.78)]
    [InlineData(1, 12, 0.88)]
    [InlineData(0.5, 10, 0.30)]
    [InlineData(0.5, 20, 0.56)]
    public void A_fixed_number_of_seeds_finds_an_effect_as_often_as_is_stated(double effect, int pairs, double stated)
    {
        const int Studies = 1000;
        var found = Enumerable.Range(0, Studies).Count(study => SignFlipTest.TwoSided(new Noise(77, study).Normal(pairs, effect)) <= 0.05);
        Assert.Equal(stated, (double)found / Studies, 0.04);
    }

    [Theory]
    [InlineData(2, 7, 8)]
    [InlineData(1, 14, 22)]
    [InlineData(0.5, 45, 77)]
    public void The_sequential_rule_stops_after_about_so_many_seeds(double effect, int median, int fourFifths)
    {
        const double Deviation = 0.3;
        var stops = Stops(differences =>
        {
            var evidence = new SymmetryEvidence();
            return differences.TakeWhile(difference =>
            {
                evidence.Add(Deviation * difference);
                return evidence.TwoSided > 0.05;
            });
        }, effect);
        AssertNear(median, stops[stops.Length / 2]);
        AssertNear(fourFifths, stops[stops.Length * 4 / 5]);
    }

    [Theory]
    [InlineData(0.1, 6, 0.75)]
    [InlineData(0.1, 8, 0.99)]
    [InlineData(0.2, 12, 0.77)]
    [InlineData(0.2, 16, 0.92)]
    [InlineData(0.3, 20, 0.61)]
    public void No_effect_is_called_negligible_as_often_as_is_stated(double deviation, int pairs, double stated)
    {
        const int Studies = 500;
        var found = Enumerable.Range(0, Studies).Count(study =>
        {
            var differences = new Noise(77, study).Normal(pairs).Select(number => deviation * number).ToArray();
            return 2 * Math.Max(SignFlipTest.Less(differences, 0.2), SignFlipTest.Greater(differences, -0.2)) <= 0.05;
        });
        Assert.Equal(stated, (double)found / Studies, 0.06);
    }

    [Theory]
    [InlineData(0.1, 8, 10)]
    [InlineData(0.2, 20, 25)]
    [InlineData(0.3, 39, 52)]
    public void The_sequential_rule_calls_no_effect_negligible_after_about_so_many_seeds(double deviation, int median, int fourFifths)
    {
        var stops = Stops(differences =>
        {
            var (below, above) = (new SymmetryEvidence(0.2), new SymmetryEvidence(-0.2));
            return differences.TakeWhile(difference =>
            {
                below.Add(deviation * difference);
                above.Add(deviation * difference);
                return 2 * Math.Max(below.Less, above.Greater) > 0.05;
            });
        }, effect: 0);
        AssertNear(median, stops[stops.Length / 2]);
        AssertNear(fourFifths, stops[stops.Length * 4 / 5]);
    }

    /// <summary>Seeds used by 300 studies, rising: those before the rule stopped, and the one at which it did.</summary>
    private static int[] Stops(Func<double[], IEnumerable<double>> before, double effect) =>
        [.. Enumerable.Range(0, 300).Select(study => before(new Noise(77, study).Normal(200, effect)).Count() + 1).Order()];

    private static void AssertNear(int expected, int actual) =>
        Assert.InRange(actual, expected - Math.Max(1, expected / 8), expected + Math.Max(1, expected / 8));
}
