using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Studies in which nothing is different: how often is something found? Figures are in docs/statistics.md.</summary>
public sealed class NullSimulationTests
{
    [Theory]
    [InlineData(6, false, 2000)]
    [InlineData(12, false, 2000)]
    [InlineData(25, false, 400)]
    [InlineData(6, true, 2000)]
    [InlineData(12, true, 2000)]
    [InlineData(25, true, 400)]
    public void Sign_flip_p_values_are_uniform_when_nothing_is_different(int pairs, bool isHeavy, int studies)
    {
        var pValues = Enumerable.Range(0, studies).Select(study =>
        {
            var noise = new Noise((ulong)pairs, study);
            return SignFlipTest.TwoSided(isHeavy ? noise.Heavy(pairs) : noise.Normal(pairs));
        }).Order().ToArray();

        // Distances are taken at the possible p-values only, the multiples of 2^(1 - n): between them the share cannot be right.
        var lattice = Math.Max(SignFlipTest.SmallestTwoSided(pairs), 1e-5);
        var distance = pValues.Select((p, i) => LatticeDistance(pValues, p, lattice)).Max();
        Assert.True(distance < 1.63 / Math.Sqrt(studies), $"Kolmogorov distance {distance}: above its 1% point");
        foreach (var alpha in new[] { 0.05, 0.1, 0.2 })
        {
            var level = Math.Floor(alpha / lattice) * lattice;
            AssertBinomial(pValues.Count(p => p <= alpha), studies, level);
        }
    }

    [Theory]
    [InlineData(false, 0.02)]
    [InlineData(true, 0.002)]
    public void A_true_family_of_three_gets_a_false_rejection_in_at_most_5_percent(bool isSequential, double atLeast)
    {
        const int Studies = 4000;
        var wrong = Enumerable.Range(0, Studies).Count(study =>
        {
            // The arms share a baseline, so their differences go together.
            var noise = new Noise(33, study).Normal(40);
            var pValues = Enumerable.Range(0, 3).Select(arm =>
            {
                double[] differences = [.. Enumerable.Range(0, 10).Select(i => noise[(10 * arm) + i] - noise[30 + i])];
                return isSequential ? SymmetryEvidence.Of(differences).TwoSided : SignFlipTest.TwoSided(differences);
            });
            return Holm.Adjust(pValues.ToArray()).Any(p => p <= 0.05);
        });
        Assert.True(wrong <= UpperBound(Studies, 0.05), $"{wrong} of {Studies}");
        Assert.True(wrong >= atLeast * Studies, $"{wrong} of {Studies}: suspiciously few");
    }

    [Fact]
    public void A_difference_as_large_as_the_region_is_called_negligible_in_at_most_2_5_percent()
    {
        const int Studies = 4000;
        var wrong = Enumerable.Range(0, Studies).Count(study =>
        {
            var differences = new Noise(44, study).Normal(10, mean: 2);
            return 2 * Math.Max(SignFlipTest.Less(differences, 2), SignFlipTest.Greater(differences, -2)) <= 0.05;
        });

        // The doubled p-value halves the level of the test.
        AssertBinomial(wrong, Studies, Math.Floor(0.025 * 1024) / 1024);
    }

    private static double LatticeDistance(double[] sorted, double p, double lattice)
    {
        var upTo = sorted.Count(other => other <= p + (lattice / 2));
        return Math.Abs(((double)upTo / sorted.Length) - p);
    }

    /// <summary>A count is within 3.3 standard deviations, about one in a thousand, of what a share predicts.</summary>
    private static void AssertBinomial(int count, int studies, double share)
    {
        var deviation = Math.Sqrt(studies * share * (1 - share));
        Assert.InRange(count, (studies * share) - (3.3 * deviation), (studies * share) + (3.3 * deviation));
    }

    private static double UpperBound(int studies, double share) =>
        (studies * share) + (3.3 * Math.Sqrt(studies * share * (1 - share)));
}
