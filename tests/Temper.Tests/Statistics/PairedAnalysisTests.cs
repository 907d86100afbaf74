using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Verdicts, and data at the edges.</summary>
public sealed class PairedAnalysisTests
{
    [Theory]
    [InlineData(false, new[] { 0.9, 1.2, 1.1, 0.8, 1.4, 1.0, 0.7 }, VerdictWord.Helps)]
    [InlineData(false, new[] { -0.9, -1.2, -1.1, -0.8, -1.4, -1.0, -0.7 }, VerdictWord.Hurts)]
    [InlineData(false, new[] { 0.01, -0.05, 0.03, 0.02, -0.01, 0.04, 0.0 }, VerdictWord.Negligible)]
    [InlineData(false, new[] { 0.9, -1.2, 1.1, -0.8, 1.4, 0.3, -0.7 }, VerdictWord.Undecided)]
    [InlineData(false, new[] { 0.9, 1.2, 1.1, 0.8, 1.4 }, VerdictWord.TooFewSeeds)]
    [InlineData(true, new[] { 9.0, 12.0, 11.0, 8.0, 14.0, 10.0, 7.0, 9.0 }, VerdictWord.Helps)]
    [InlineData(true, new[] { -9.0, -12.0, -11.0, -8.0, -14.0, -10.0, -7.0, -9.0 }, VerdictWord.Hurts)]
    [InlineData(true, new[] { 0.01, -0.05, 0.03, 0.02, -0.01, 0.04, 0.0, 0.01 }, VerdictWord.Negligible)]
    [InlineData(true, new[] { 0.9, -1.2, 1.1, -0.8, 1.4, 0.3, -0.7 }, VerdictWord.Undecided)]
    [InlineData(true, new[] { 9.0, 12.0, 11.0, 8.0, 14.0 }, VerdictWord.TooFewSeeds)]
    public void A_sample_gets_its_word(bool isSequential, double[] differences, VerdictWord expected) =>
        Assert.Equal(expected, One(differences, isSequential).Verdict);

    [Fact]
    public void A_small_difference_may_be_real_and_is_called_negligible_all_the_same()
    {
        var found = One([0.05, 0.06, 0.04, 0.05, 0.07, 0.03, 0.05, 0.06], isSequential: false);
        Assert.True(found.PValue <= 0.05);
        Assert.Equal(VerdictWord.Negligible, found.Verdict);
    }

    [Fact]
    public void Arms_that_go_together_cost_nothing_and_noise_costs_power()
    {
        double[] clear = [0.9, 1.2, 1.1, 0.8, 1.4, 1.0];
        var two = PairedAnalysis.Compare([new("a", clear), new("b", clear)], new VerdictSettings());
        Assert.All(two, found => Assert.Equal((VerdictWord.Helps, 2.0 / 64), (found.Verdict, found.AdjustedPValue)));

        double[] longer = [.. clear, 0.6];
        double[] shorter = [.. clear[..5], double.NaN, double.NaN];
        double[] noise = [.. longer.Select((x, i) => i % 2 == 0 ? x : -x)];
        var mixed = PairedAnalysis.Compare([new("long", longer), new("short", shorter), new("noise", noise)], new VerdictSettings());
        Assert.Equal([VerdictWord.Helps, VerdictWord.TooFewSeeds, VerdictWord.Undecided], mixed.Select(found => found.Verdict));
        Assert.Equal(["long", "short", "noise"], mixed.Select(found => found.Name));
        Assert.Equal([7, 5, 7], mixed.Select(found => found.Pairs));
    }

    [Fact]
    public void Arms_of_a_family_have_the_same_seeds()
    {
        var thrown = Assert.Throws<ArgumentException>(() => PairedAnalysis.Compare([new("a", [1, 2, 3]), new("b", [1, 2])], new VerdictSettings()));
        Assert.Contains("expected 3 differences each, received 2", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_seeds_follow_from_the_smallest_p_value()
    {
        Assert.Equal([6, 6, 6, 6], Enumerable.Range(1, 4).Select(comparisons => PairedAnalysis.SeedsNeeded(comparisons, new VerdictSettings())));
        Assert.Equal([6, 7, 7, 8], Enumerable.Range(1, 4).Select(comparisons => PairedAnalysis.SeedsNeededSequential(comparisons)));
        Assert.Equal(8, PairedAnalysis.SeedsNeeded(0.01));
        Assert.Equal(int.MaxValue, PairedAnalysis.SeedsNeeded(1e-12));
        Assert.Equal(26, PairedAnalysis.SeedsNeededSequential(1_000_000));
        Assert.Equal([1, 1, 0.5, 1.0 / 16], new[] { 0, 1, 2, 5 }.Select(SignFlipTest.SmallestTwoSided));
        Assert.Equal(1.0 / 100_001, SignFlipTest.SmallestTwoSided(31));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Below_two_pairs_there_is_nothing_to_say(bool isSequential)
    {
        Assert.Empty(PairedAnalysis.Compare([], new VerdictSettings()));
        foreach (var differences in new double[][] { [], [1.5] })
        {
            var found = One(differences, isSequential);
            Assert.Equal(VerdictWord.TooFewSeeds, found.Verdict);
            Assert.Equal((1, 1, 1), (found.PValue, found.AdjustedPValue, found.AdjustedEquivalencePValue));
            Assert.Equal(Interval.None, found.Interval);
            Assert.Equal(differences.Length == 1 ? 1.5 : double.NaN, found.Mean);
            Assert.True(double.IsNaN(found.StandardDeviation) && double.IsNaN(found.SmallestEffect));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equal_differences_give_no_spread_and_still_a_verdict(bool isSequential)
    {
        var found = One([.. Enumerable.Repeat(0.7, 9)], isSequential);
        Assert.Equal((0.7, 0, 0, VerdictWord.Helps), (found.Mean, found.StandardDeviation, found.SmallestEffect, found.Verdict));
        Assert.True(isSequential || found.Interval == new Interval(0.7, 0.7));

        var zero = One(new double[9], isSequential);
        Assert.Equal((0, 0, 1, VerdictWord.Negligible), (zero.Mean, zero.StandardDeviation, zero.PValue, zero.Verdict));
        Assert.True(zero.Interval.Contains(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Huge_and_tiny_differences_stay_numbers(bool isSequential)
    {
        foreach (var scale in new[] { 1.7e308, 1e200, 1e-200, 5e-324 })
        {
            foreach (var pairs in new[] { 9, 32 })
            {
                var found = One([.. Enumerable.Range(0, pairs).Select(i => i == 4 ? scale : scale / 2)], isSequential);
                Assert.True(double.IsFinite(found.Mean) && double.IsFinite(found.StandardDeviation), $"{found}");
                Assert.InRange(found.PValue, 0, 1);
                Assert.InRange(found.AdjustedEquivalencePValue, 0, 1);
                Assert.False(double.IsNaN(found.Interval.Low) || double.IsNaN(found.Interval.High), $"{found}");
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_a_number_is_refused_by_name(double odd)
    {
        if (double.IsInfinity(odd))
        {
            var thrown = Assert.Throws<ArgumentException>(() => One([1, 2, odd, 4], isSequential: false));
            Assert.Equal("'arm' expects finite numbers, or NaN for a seed without one; received Infinity at index 2.", thrown.Message);
        }

        Assert.Throws<ArgumentException>(() => SignFlipTest.TwoSided([odd]));
        Assert.Throws<ArgumentException>(() => SignFlipInterval.OfMean([1, odd]));
        Assert.Throws<ArgumentException>(() => SymmetryEvidence.ConfidenceSequence([odd]));
        Assert.Throws<ArgumentException>(() => Holm.Adjust([0.5, odd]));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        VerdictSettings[] senseless =
            [new() { Alpha = 0 }, new() { Alpha = 1.5 }, new() { Confidence = 95 }, new() { Region = -1 }, new() { Region = double.NaN }];
        foreach (var settings in senseless)
        {
            Assert.Throws<ArgumentException>(() => PairedAnalysis.Compare([new("arm", [1, 2])], settings));
        }

        Assert.Throws<ArgumentException>(() => StudentT.Cdf(1, 0));
        Assert.Throws<ArgumentException>(() => StudentT.Quantile(1.5, 3));
        Assert.Throws<ArgumentException>(() => NormalDistribution.Quantile(-0.1));
        Assert.Throws<ArgumentException>(() => SmallestEffect.Of(5, 1, power: 1));
    }

    [Fact]
    public void Evidence_that_was_for_the_other_direction_gives_no_verdict()
    {
        // Twelve clear gains, then losses that turn the mean: the p-value stays small, and the words would lie.
        var found = One([.. Enumerable.Repeat(1.0, 12), .. Enumerable.Repeat(-30.0, 3)], isSequential: true);
        Assert.True(found.PValue <= 0.05 && found.Mean < 0);
        Assert.Equal(VerdictWord.Undecided, found.Verdict);
    }

    private static PairedComparison One(double[] differences, bool isSequential) =>
        PairedAnalysis.Compare([new PairedSample("arm", differences)], new VerdictSettings { Rule = isSequential ? StoppingRule.OpenEnded : StoppingRule.Fixed })[0];
}
