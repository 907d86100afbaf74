using CsCheck;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>What must hold for any data.</summary>
public sealed class StatisticsPropertyTests
{
    /// <summary>Differences as they occur: multiples of 0.01 points, with ties and zeros.</summary>
    private static readonly Gen<double[]> Differences = Gen.Int[-300, 300].Select(hundredths => hundredths / 100.0).Array[2, 24];

    [Fact]
    public void Holms_p_values_are_at_least_the_raw_ones_and_in_the_same_order()
    {
        Gen.OneOf(Gen.Double[0, 1], Gen.Const(0.01), Gen.Double[0, 0.05]).Array[0, 12].Sample(raw =>
        {
            var adjusted = Holm.Adjust(raw);
            for (var i = 0; i < raw.Length; i++)
            {
                Assert.InRange(adjusted[i], raw[i], Math.Min(1, raw.Length * raw[i]));
                Assert.All(Enumerable.Range(0, raw.Length), j => Assert.True(raw[i] > raw[j] || adjusted[i] <= adjusted[j]));
            }
        });
    }

    [Fact]
    public void Neither_order_nor_the_choice_of_the_baseline_nor_the_unit_changes_a_fixed_answer()
    {
        Gen.Select(Differences, Gen.Int[-8, 8], Gen.ULong).Sample(iter: 60, assert: (differences, exponent, seed) =>
        {
            var original = One(differences, 0.25);
            var shuffled = differences.ToArray();
            new Random((int)(seed % int.MaxValue)).Shuffle(shuffled);
            Assert.Equal(original, One(shuffled, 0.25));

            var swapped = One([.. differences.Select(difference => -difference)], 0.25);
            Assert.Equal((original.PValue, original.AdjustedEquivalencePValue), (swapped.PValue, swapped.AdjustedEquivalencePValue));
            Assert.Equal(-original.Mean, swapped.Mean, 1e-12);
            Assert.Equal(Swapped(original.Verdict), swapped.Verdict);
            if (Math.Abs(original.Mean) > 1e-9)
            {
                Assert.Equal(-original.Interval.High, swapped.Interval.Low, 1e-12);
                Assert.Equal(-original.FamilyInterval.Low, swapped.FamilyInterval.High, 1e-12);
            }

            var unit = Math.ScaleB(1, exponent);
            var scaled = One([.. differences.Select(difference => unit * difference)], unit * 0.25);
            Assert.Equal((original.PValue, original.AdjustedEquivalencePValue, original.Verdict), (scaled.PValue, scaled.AdjustedEquivalencePValue, scaled.Verdict));
            Assert.Equal(unit * original.Interval.Low, scaled.Interval.Low);
            Assert.Equal(unit * original.StandardDeviation, scaled.StandardDeviation);
        });
    }

    [Fact]
    public void One_sided_p_values_rise_and_fall_with_the_centre()
    {
        Gen.Select(Differences, Gen.Double[-3, 3], Gen.Double[0, 2]).Sample(iter: 60, assert: (differences, centre, step) =>
        {
            Assert.True(SignFlipTest.Greater(differences, centre) <= SignFlipTest.Greater(differences, centre + step));
            Assert.True(SignFlipTest.Less(differences, centre) >= SignFlipTest.Less(differences, centre + step));
            var (here, there) = (SymmetryEvidence.Of(differences, centre), SymmetryEvidence.Of(differences, centre + step));
            Assert.True(here.PeakLogGreater >= there.PeakLogGreater - 1e-9);
            Assert.True(here.PeakLogLess <= there.PeakLogLess + 1e-9);
        });
    }

    [Fact]
    public void Exact_p_values_are_those_of_counting_one_by_one()
    {
        Gen.Int[-9, 9].Array[1, 10].Sample(whole =>
        {
            double[] differences = [.. whole];
            var sums = Enumerable.Range(0, 1 << whole.Length)
                .Select(signs => whole.Select((difference, i) => (signs >> i & 1) == 1 ? difference : -difference).Sum()).ToArray();
            var seen = whole.Sum();
            Assert.Equal((double)sums.Count(sum => Math.Abs(sum) >= Math.Abs(seen)) / sums.Length, SignFlipTest.TwoSided(differences));
            Assert.Equal((double)sums.Count(sum => sum >= seen) / sums.Length, SignFlipTest.Greater(differences));
            Assert.Equal((double)sums.Count(sum => sum <= seen) / sums.Length, SignFlipTest.Less(differences));
        });
    }

    [Fact]
    public void Random_draws_come_close_to_the_exact_answer()
    {
        // Zeros change nothing but the number of pairs: with them 28 pairs become 32, which are drawn.
        double[] differences = [.. new Noise(5, 0).Normal(28, mean: 0.4)];
        double[] padded = [.. differences, 0, 0, 0, 0];
        var exact = SignFlipTest.TwoSided(differences);
        Assert.Equal(exact, SignFlipTest.TwoSided(padded), 4 * Math.Sqrt(exact * (1 - exact) / SignFlipTest.Draws));
        Assert.Equal(SignFlipTest.TwoSided(padded), SignFlipTest.TwoSided(padded));
    }

    [Fact]
    public void Sequential_p_values_never_rise_and_swap_with_the_baseline()
    {
        Differences.Sample(differences =>
        {
            var evidence = new SymmetryEvidence();
            var mirrored = new SymmetryEvidence();
            var before = 1.0;
            foreach (var difference in differences)
            {
                evidence.Add(difference);
                mirrored.Add(-difference);
                Assert.True(evidence.TwoSided <= before && evidence.TwoSided >= SymmetryEvidence.SmallestTwoSided(evidence.Count) - 1e-15);
                Assert.Equal((evidence.Greater, evidence.Less), (mirrored.Less, mirrored.Greater));
                before = evidence.TwoSided;
            }
        });
    }

    [Fact]
    public void A_verdict_of_the_sequential_rule_agrees_with_its_interval()
    {
        Gen.Select(Differences, Gen.Double[0.05, 2]).Sample(iter: 40, assert: (differences, region) =>
        {
            var found = PairedAnalysis.Compare([new PairedSample("arm", differences)], new VerdictSettings { Rule = StoppingRule.OpenEnded, Region = region })[0];
            if (!double.IsNaN(found.Interval.Low))
            {
                Assert.Equal(found.PValue <= 0.05, !found.Interval.Contains(0));
                Assert.Equal(found.AdjustedEquivalencePValue <= 0.05, found.Interval.Low >= -region && found.Interval.High <= region);
            }
        });
    }

    private static PairedComparison One(double[] differences, double region) =>
        PairedAnalysis.Compare([new PairedSample("arm", differences)], new VerdictSettings { Region = region })[0];

    private static VerdictWord Swapped(VerdictWord word) => word switch
    {
        VerdictWord.Helps => VerdictWord.Hurts,
        VerdictWord.Hurts => VerdictWord.Helps,
        _ => word,
    };
}
