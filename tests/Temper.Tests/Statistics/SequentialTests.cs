using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>What happens when one looks after every seed. Figures are in docs/statistics.md.</summary>
public sealed class SequentialTests
{
    private const int Looks = 200;

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy")]
    public void Stopping_at_the_first_small_p_value_errs_in_at_most_5_percent(string kind)
    {
        const int Studies = 1000;
        var wrong = Enumerable.Range(0, Studies).Count(study =>
            SymmetryEvidence.Of(Differences(kind, 1, study, mean: 0)).TwoSided <= 0.05);
        Assert.True(wrong <= 0.05 * Studies, $"{wrong} of {Studies}");
        Assert.True(wrong >= 0.005 * Studies, $"{wrong} of {Studies}: the rule gives away too much");
    }

    [Fact]
    public void Peeking_at_the_fixed_test_errs_in_far_more_than_5_percent()
    {
        // The exact test up to 20 pairs is enough to show it; 200 looks only make it worse.
        const int Studies = 1000;
        var wrong = Enumerable.Range(0, Studies).Count(study =>
        {
            var differences = Differences("normal", 1, study, mean: 0);
            return Enumerable.Range(6, SignFlipTest.ExactUpTo - 5).Any(look => SignFlipTest.TwoSided(differences.AsSpan(0, look)) <= 0.05);
        });
        Assert.True(wrong > 0.1 * Studies, $"{wrong} of {Studies}");
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy")]
    public void The_confidence_sequence_covers_at_all_times_in_at_least_95_percent(string kind)
    {
        const int Studies = 1000;

        // The sequence never widens, and it holds the true mean until the evidence against that mean has reached its bound.
        var covered = Enumerable.Range(0, Studies).Count(study =>
            SymmetryEvidence.Of(Differences(kind, 0.5, study, mean: 0.7), 0.7).TwoSided > 0.05);
        Assert.True(covered >= 0.95 * Studies, $"{covered} of {Studies}");
    }

    [Fact]
    public void The_confidence_sequence_holds_what_its_p_value_does_not_reject_and_never_widens()
    {
        for (var study = 0; study < 5; study++)
        {
            var differences = Differences("normal", 0.4, study, mean: 0.3);
            var before = new Interval(double.NegativeInfinity, double.PositiveInfinity);
            foreach (var looks in new[] { 2, 5, 6, 8, 12, 20, 50 })
            {
                var interval = SymmetryEvidence.ConfidenceSequence(differences.AsSpan(0, looks));
                Assert.True(interval.Low >= before.Low && interval.High <= before.High, $"{before} became {interval}");
                Assert.Equal(looks < 6, double.IsInfinity(interval.Width));
                if (double.IsFinite(interval.Width))
                {
                    Assert.True(SymmetryEvidence.Of(differences.AsSpan(0, looks), interval.Low + 1e-9).TwoSided > 0.05);
                    Assert.True(SymmetryEvidence.Of(differences.AsSpan(0, looks), interval.Low - 1e-9).TwoSided <= 0.05);
                    Assert.True(SymmetryEvidence.Of(differences.AsSpan(0, looks), interval.High - 1e-9).TwoSided > 0.05);
                    Assert.True(SymmetryEvidence.Of(differences.AsSpan(0, looks), interval.High + 1e-9).TwoSided <= 0.05);
                }

                before = interval;
            }
        }
    }

    private static double[] Differences(string kind, double scale, int study, double mean)
    {
        var noise = new Noise(77, study);
        return [.. (kind == "normal" ? noise.Normal(Looks) : noise.Heavy(Looks)).Select(number => mean + (scale * number))];
    }
}
