using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>The group-sequential sign-flip test. Simulations take fewer sign paths: the level is exact with any number.</summary>
[TakesLong]
public sealed class SpendingTests
{
    private const double Alpha = 0.05;

    private static readonly SignPaths Few = new(10);

    [Theory]
    [InlineData(1, "normal", false)]
    [InlineData(3, "heavy", false)]
    [InlineData(3, "normal", true)]
    [InlineData(7, "normal", false)]
    [InlineData(7, "heavy", true)]
    public void An_arm_without_a_difference_is_rejected_in_at_most_5_percent_over_all_looks_and_arms(int arms, string kind, bool isHalfReal)
    {
        const int Studies = 1000;
        var design = new SpendingDesign(5, 5, 50);
        var wrong = Enumerable.Range(0, Studies).Count(study =>
        {
            var family = Family(kind, arms, 50, study, arm => isHalfReal && arm % 2 == 1 ? 0.8 : 0);
            var decisions = new SpendingFamily(family, design, 0, Few).Decide(Alpha);
            return decisions.Where((decision, arm) => decision.Sign != 0 && !(isHalfReal && arm % 2 == 1)).Any();
        });
        var deviation = Math.Sqrt(Studies * Alpha * (1 - Alpha));
        Assert.True(wrong <= (Studies * Alpha) + (3.3 * deviation), $"{wrong} of {Studies}");
        Assert.True(wrong >= 0.025 * Studies, $"{wrong} of {Studies}: the test gives away too much");
    }

    [Theory]
    [InlineData(0.25, 0.59, 75)]
    [InlineData(0.5, 0.99, 36)]
    [InlineData(1, 1, 16)]
    public void An_effect_is_found_as_often_and_as_soon_as_is_stated(double effect, double stated, double statedSeeds)
    {
        const int Studies = 400;
        var design = new SpendingDesign(10, 5, 100);
        var paths = new SignPaths(12);
        var decisions = Enumerable.Range(0, Studies).Select(study =>
            new SpendingFamily([new PairedSample("arm", new Noise(177, study).Normal(100, effect))], design, 0, paths).Decide(Alpha)[0]).ToList();
        Assert.Equal(stated, decisions.Average(decision => decision.Sign > 0 ? 1.0 : 0), 0.03);
        Assert.Equal(statedSeeds, decisions.Average(decision => decision.Sign != 0 ? design.Looks[decision.Look] : 100), 1.0);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy")]
    public void The_bar_of_one_arm_holds_the_centre_at_any_look_in_at_least_94_percent(string kind)
    {
        const int Studies = 600;
        var design = new SpendingDesign(5, 5, 30);
        var covered = Enumerable.Range(0, Studies).Count(study =>
            SpendingTest.Compare(Family(kind, 1, 30, study, _ => 0.7), design, Alpha, 0.2, Few)[0].Bar.Contains(0.7));
        Assert.InRange((double)covered / Studies, 0.94, 0.98);
    }

    [Fact]
    public void Word_bar_and_p_values_agree()
    {
        var design = new SpendingDesign(6, 4, 30);
        var words = new HashSet<VerdictWord>();
        var bars = 0;
        for (var study = 0; study < 500; study++)
        {
            var noise = new Noise(66, study).Normal(5, mean: 0);
            var family = Family(study % 2 == 0 ? "normal" : "heavy", 3, 6 + (study % 25), study, arm => 0.4 * noise[arm], 0.2 + Math.Abs(noise[4]));
            foreach (var found in SpendingTest.Compare(family, design, Alpha, 0.5, Few))
            {
                var bar = found.Bar;
                words.Add(found.Verdict);
                Assert.Equal(found.IsRejected, !bar.Contains(0));
                Assert.Equal(found.IsRejected, found.AdjustedPValue <= Alpha);
                Assert.Equal(found.IsRejected, found.RejectedAt <= found.Seeds);
                Assert.Equal(found.IsRejected, found.Sign != 0);
                Assert.Equal(found.Verdict == VerdictWord.Negligible, found.AdjustedEquivalencePValue <= Alpha);
                var word = found.Seeds < SpendingTest.SeedsNeeded(design) ? VerdictWord.TooFewSeeds
                    : bar.Low > -0.5 && bar.High < 0.5 ? VerdictWord.Negligible
                    : bar.Low > 0 ? VerdictWord.Helps : bar.High < 0 ? VerdictWord.Hurts : VerdictWord.Undecided;
                Assert.True(double.IsNaN(bar.Low) ? found.IsRejected : found.Verdict == word, $"{found}");
                Assert.True(double.IsNaN(bar.Low) || !found.IsRejected || (found.Sign > 0 ? bar.Low > 0 : bar.High < 0));
                bars += double.IsNaN(bar.Low) ? 0 : 1;
            }
        }

        Assert.True(bars >= 0.98 * 1500, $"{bars} of 1500 have a bar");
        Assert.Superset(new HashSet<VerdictWord> { VerdictWord.Helps, VerdictWord.Hurts, VerdictWord.Negligible, VerdictWord.Undecided }, words);
    }

    [Fact]
    public void Neither_the_order_of_the_arms_nor_the_unit_nor_the_choice_of_the_baseline_changes_an_answer()
    {
        var design = new SpendingDesign(6, 6, 30);
        for (var study = 0; study < 40; study++)
        {
            var family = Family("normal", 4, 30, study, arm => 0.3 * arm);
            var found = SpendingTest.Compare(family, design, Alpha, 0.4, Few);
            int[] order = [2, 0, 3, 1];
            Assert.Equal(order.Select(arm => found[arm]), SpendingTest.Compare([.. order.Select(arm => family[arm])], design, Alpha, 0.4, Few));

            var larger = SpendingTest.Compare(Changed(family, difference => 1024 * difference), design, Alpha, 1024 * 0.4, Few);
            Assert.Equal(
                found.Select(one => one with { Mean = 1024 * one.Mean, Bar = new Interval(1024 * one.Bar.Low, 1024 * one.Bar.High) }), larger);

            var mirrored = SpendingTest.Compare(Changed(family, difference => -difference), design, Alpha, 0.4, Few);
            Assert.Equal(found.Select(Mirrored), mirrored);
        }
    }

    [Fact]
    public void With_one_look_it_is_the_fixed_test()
    {
        var design = new SpendingDesign(12, 1, 12);
        for (var study = 0; study < 60; study++)
        {
            double[] differences = [.. new Noise(9, study).Normal(12, mean: 0.5).Select(number => Math.Round(number, 1))];
            var found = SpendingTest.Compare([new PairedSample("arm", differences)], design, Alpha, 0.4, SignPaths.Standard)[0];
            var p = SignFlipTest.TwoSided(differences);
            Assert.Equal(p <= Alpha, found.IsRejected);
            Assert.InRange(found.AdjustedPValue, p - 1e-12, 1.0101 * p);
            var beyond = 0.01 * (found.Bar.High - found.Bar.Low);
            Assert.True(SignFlipTest.TwoSided(differences, found.Bar.Low) > Alpha && SignFlipTest.TwoSided(differences, found.Bar.High) > Alpha);
            Assert.True(SignFlipTest.TwoSided(differences, found.Bar.Low - beyond) <= Alpha);
            Assert.True(SignFlipTest.TwoSided(differences, found.Bar.High + beyond) <= Alpha);
        }

        double[] more = new Noise(9, 0).Normal(40, mean: 0.3);
        var drawn = SpendingTest.Compare([new PairedSample("arm", more)], new SpendingDesign(40, 1, 40))[0].AdjustedPValue;
        var fixedP = SignFlipTest.TwoSided(more);
        Assert.Equal(fixedP, drawn, (0.01 * fixedP) + (4 * Math.Sqrt(fixedP / SignPaths.Standard.Count)));
    }

    private static PairedSample[] Changed(IEnumerable<PairedSample> family, Func<double, double> change) =>
        [.. family.Select(sample => sample with { Differences = [.. sample.Differences.Select(change)] })];

    private static SpendingOutcome Mirrored(SpendingOutcome one) => one with
    {
        Mean = -one.Mean,
        Bar = new Interval(-one.Bar.High, -one.Bar.Low),
        Sign = -one.Sign,
        Verdict = one.Verdict switch
        {
            VerdictWord.Helps => VerdictWord.Hurts,
            VerdictWord.Hurts => VerdictWord.Helps,
            _ => one.Verdict,
        },
    };

    /// <summary>Arms that share a baseline: half of the variance of a difference is the baseline's. Heavy is t with 3 degrees of freedom.</summary>
    private static PairedSample[] Family(string kind, int arms, int seeds, int study, Func<int, double> effect, double scale = 1)
    {
        var count = (arms + 1) * seeds;
        var noise = new Noise((ulong)(5000 + arms), study).Normal(kind == "normal" ? count : 4 * count);
        double At(int arm, int seed)
        {
            var place = (arm * seeds) + seed;
            var squares = Enumerable.Range(1, kind == "normal" ? 0 : 3).Sum(part => noise[(part * count) + place] * noise[(part * count) + place]);
            return kind == "normal" ? noise[place] : noise[place] / Math.Sqrt(squares / 3);
        }

        return
        [
            .. Enumerable.Range(0, arms).Select(arm => new PairedSample(
                $"arm {arm}",
                [.. Enumerable.Range(0, seeds).Select(seed => effect(arm) + (scale * (At(arm, seed) - At(arms, seed))))])),
        ];
    }
}
