using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>The spending test with what a study may hand it: unfinished blocks, failed trainings, nonsense.</summary>
public sealed class SpendingEdgeTests
{
    private static readonly SpendingDesign Design = new(6, 5, 30);

    [Fact]
    public void A_design_spends_in_proportion_to_the_seeds_and_all_by_the_last_look()
    {
        Assert.Equal([10, 15, 20, 22], new SpendingDesign(10, 5, 22).Looks);
        var design = new SpendingDesign(10, 5, 100);
        Assert.Equal(19, design.Looks.Count);
        Assert.Equal(0.005, design.Spent(0.05, 0), 1e-15);
        Assert.Equal(0.05, design.Spent(0.05, 18));
        Assert.Equal((0, 1, 1, 2, 19), (design.LooksDone(9), design.LooksDone(10), design.LooksDone(14), design.LooksDone(15), design.LooksDone(500)));
        Assert.Equal(0.05 * 0.25, new SpendingDesign(50, 50, 100, exponent: 2).Spent(0.05, 0), 1e-15);
    }

    [Theory]
    [InlineData(5, 1, 20, 0.05)]
    [InlineData(10, 5, 100, 0.05)]
    [InlineData(5, 5, 50, 0.01)]
    [InlineData(4, 1, 4, 0.05)]
    public void Differences_of_one_sign_are_rejected_at_the_first_look_that_can(int first, int block, int most, double alpha)
    {
        var design = new SpendingDesign(first, block, most);
        double[] differences = [.. Enumerable.Range(0, most).Select(seed => 1 + (0.01 * (seed % 3)))];
        var found = SpendingTest.Compare([new PairedSample("arm", differences)], design, alpha)[0];
        Assert.Equal(SpendingTest.SeedsNeeded(design, alpha), found.RejectedAt ?? int.MaxValue);
        Assert.Equal(found.IsRejected ? VerdictWord.Helps : VerdictWord.TooFewSeeds, found.Verdict);
    }

    [Fact]
    public void Before_the_first_look_nothing_is_known_and_an_unfinished_block_waits()
    {
        double[] differences = new Noise(4, 0).Normal(30, mean: 1.5);
        var early = SpendingTest.Compare([new PairedSample("arm", differences[..5])], Design)[0];
        Assert.Equal((0, 0, VerdictWord.TooFewSeeds, false, 1.0), (early.Seeds, early.Pairs, early.Verdict, early.IsRejected, early.AdjustedPValue));
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), early.Bar);
        Assert.Equal(double.NaN, early.Mean);

        Assert.Equal(
            SpendingTest.Compare([new PairedSample("arm", differences[..16])], Design)[0],
            SpendingTest.Compare([new PairedSample("arm", differences[..19])], Design)[0]);
        Assert.Empty(SpendingTest.Compare([], Design));
    }

    [Fact]
    public void What_is_rejected_stays_so_when_the_study_goes_on()
    {
        for (var study = 0; study < 40; study++)
        {
            var noise = new Noise(12, study).Normal(120);
            var family = Enumerable.Range(0, 3).Select(arm =>
                Enumerable.Range(0, 30).Select(seed => (0.3 * arm) + noise[(30 * arm) + seed] - noise[90 + seed]).ToArray()).ToArray();
            var before = new int?[3];
            foreach (var look in Design.Looks)
            {
                var found = SpendingTest.Compare([.. family.Select(arm => new PairedSample("arm", arm[..look]))], Design, 0.05, 0.2, new SignPaths(10));
                for (var arm = 0; arm < 3; arm++)
                {
                    Assert.Equal(before[arm] ?? found[arm].RejectedAt, found[arm].RejectedAt);
                    Assert.True(found[arm].RejectedAt is null || before[arm] is not null || found[arm].RejectedAt == look);
                    before[arm] = found[arm].RejectedAt;
                }
            }
        }
    }

    [Fact]
    public void A_rejection_whose_sign_the_mean_has_lost_is_undecided()
    {
        double[] differences = [.. Enumerable.Range(0, 30).Select(seed => seed < 16 ? 1 + (0.01 * seed) : -3 - (0.01 * seed))];
        var found = SpendingTest.Compare([new PairedSample("arm", differences)], Design)[0];
        Assert.True(found.IsRejected && found.Sign == 1 && found.Mean < 0 && found.AdjustedPValue <= 0.05);
        Assert.Equal((VerdictWord.Undecided, Interval.None), (found.Verdict, found.Bar));
    }

    [Fact]
    public void A_difference_that_grows_from_seed_to_seed_helps_but_has_no_bar()
    {
        var found = SpendingTest.Compare([new PairedSample("arm", [.. Enumerable.Range(0, 30).Select(seed => 1 + (0.1 * seed))])], Design)[0];
        Assert.Equal((VerdictWord.Helps, Interval.None), (found.Verdict, found.Bar));
    }

    [Fact]
    public void A_seed_without_a_difference_contributes_nothing()
    {
        double[] whole = new Noise(4, 1).Normal(30, mean: 0.6);
        double[] missing = [.. whole];
        double[] zero = [.. whole];
        foreach (var seed in new[] { 0, 7, 8, 29 })
        {
            (missing[seed], zero[seed]) = (double.NaN, 0);
        }

        var found = SpendingTest.Compare([new PairedSample("missing", missing), new PairedSample("whole", whole)], Design);
        Assert.Equal((26, 30), (found[0].Pairs, found[1].Pairs));
        Assert.Equal(missing.Where(difference => !double.IsNaN(difference)).Average(), found[0].Mean, 1e-12);
        Assert.True(found[0].Bar.Contains(found[0].Mean));

        // About 0, a difference of 0 contributes nothing either.
        var asZero = SpendingTest.Compare([new PairedSample("missing", zero), new PairedSample("whole", whole)], Design);
        Assert.Equal((asZero[0].AdjustedPValue, asZero[0].RejectedAt), (found[0].AdjustedPValue, found[0].RejectedAt));
        Assert.Equal(asZero[1], found[1]);

        var none = SpendingTest.Compare([new PairedSample("none", [.. Enumerable.Repeat(double.NaN, 30)]), new PairedSample("whole", whole)], Design);
        Assert.Equal((0, 1.0, 1.0, VerdictWord.Undecided), (none[0].Pairs, none[0].AdjustedPValue, none[0].AdjustedEquivalencePValue, none[0].Verdict));
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), none[0].Bar);
        Assert.Equal(SpendingTest.Compare([new PairedSample("whole", whole)], Design)[0], none[1]);
    }

    [Fact]
    public void Equal_differences_and_huge_ones_have_bars()
    {
        var zero = SpendingTest.Compare([new PairedSample("zero", new double[30])], Design)[0];
        Assert.Equal((VerdictWord.Negligible, 1.0), (zero.Verdict, zero.AdjustedPValue));
        Assert.True(zero.Bar.Contains(0) && zero.Bar.Width < 1e-6);

        var equal = SpendingTest.Compare([new PairedSample("equal", [.. Enumerable.Repeat(0.3, 30)])], Design)[0];
        Assert.Equal(VerdictWord.Helps, equal.Verdict);
        Assert.True(equal.Bar.Low <= 0.3 && equal.Bar.High >= 0.3 && equal.Bar.Width < 1e-6);

        double[] huge = [.. new Noise(4, 2).Normal(30, mean: 2).Select(number => 1e307 * number)];
        var found = SpendingTest.Compare([new PairedSample("huge", huge)], Design)[0];
        Assert.True(found.Verdict == VerdictWord.Helps && found.Bar.Contains(found.Mean) && double.IsFinite(found.Bar.Width));
    }

    [Fact]
    public void Nonsense_is_refused_in_one_line()
    {
        AssertRefused("received Infinity at index 1", () => SpendingTest.Compare([new PairedSample("arm", [1, double.PositiveInfinity])], Design));
        AssertRefused("received 2 of 'a' and 1 of 'b'", () => SpendingTest.Compare([new PairedSample("a", [1, 2]), new PairedSample("b", [1])], Design));
        AssertRefused("received 1", () => SpendingTest.Compare([], Design, alpha: 1));
        AssertRefused("received NaN", () => SpendingTest.Compare([], Design, region: double.NaN));
        AssertRefused("received 1, 5, 10", () => _ = new SpendingDesign(1, 5, 10));
        AssertRefused("received 10, 0, 20", () => _ = new SpendingDesign(10, 0, 20));
        AssertRefused("received 10, 5, 9", () => _ = new SpendingDesign(10, 5, 9));
        AssertRefused("received 10, 5000, 20000", () => _ = new SpendingDesign(10, 5000, 20_000));
        AssertRefused("received 991", () => _ = new SpendingDesign(10, 1, 1000));
        AssertRefused("received 0", () => _ = new SpendingDesign(10, 5, 100, exponent: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Design.Spent(0.05, Design.Looks.Count));
    }

    private static void AssertRefused(string part, Action act)
    {
        var message = Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
