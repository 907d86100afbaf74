using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Joint sign flips against counting one by one, and what must hold of a family.</summary>
public sealed class FlipFamilyTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 4)]
    [InlineData(9, 3)]
    [InlineData(10, 7)]
    [InlineData(13, 2)]
    [InlineData(18, 3)]
    public void Counts_are_those_of_going_through_all_ways(int seeds, int arms)
    {
        for (var study = 0; study < 4; study++)
        {
            var rows = Rows(study, arms, seeds, effect: 0.5);
            if (study == 3 && seeds > 3)
            {
                rows[0][1] = double.NaN;
            }

            FlipQuery[] queries =
            [
                .. Enumerable.Range(0, arms).Select(arm => new FlipQuery(arm, 0, [.. Enumerable.Range(0, arms).Where(other => other != arm)])),
                .. Enumerable.Range(0, arms).Select(arm => new FlipQuery(arm, 0.3, [.. Enumerable.Range(arm + 1, arms - arm - 1)])),
                new FlipQuery(0, double.NegativeInfinity, []), new FlipQuery(arms - 1, -1.5, []),
            ];
            var counted = new JointSignFlips(rows).PValues(queries, 0.05);
            for (var q = 0; q < queries.Length; q++)
            {
                Assert.Equal(OneByOne(rows, queries[q]), counted[q], 1e-12);
            }
        }
    }

    [Fact]
    public void An_interval_ends_at_the_means_of_subsets()
    {
        for (var study = 0; study < 20; study++)
        {
            var pairs = 6 + (study % 7);
            var differences = new Noise(5, study).Normal(pairs, 0.5);
            var means = Enumerable.Range(1, (1 << pairs) - 1)
                .Select(set => Enumerable.Range(0, pairs).Where(i => (set >> i & 1) == 1).Average(i => differences[i])).Order().ToList();
            var cut = (int)Math.Floor(0.025 * (1 << pairs));
            var interval = SignFlipInterval.OfMean(differences);
            Assert.Equal(means[cut - 1], interval.Low, 1e-7);
            Assert.Equal(means[^cut], interval.High, 1e-7);
            var family = FlipFamily.Judge([differences], new VerdictSettings())[0];
            Assert.Equal(interval.Low, family.Bar.Low, 1e-7);
            Assert.Equal(interval.High, family.Bar.High, 1e-7);
        }
    }

    /// <summary>Westfall and Young's procedure written out for 2^n ways.</summary>
    [Fact]
    public void Adjusted_p_values_are_those_of_the_step_down_procedure()
    {
        for (var study = 0; study < 30; study++)
        {
            var rows = Rows(study, 4, 8, effect: study % 3 * 0.6);
            var found = FlipFamily.Judge(rows, new VerdictSettings());
            var seen = rows.Select(row => T(row, 0xFF)).ToArray();
            var order = Enumerable.Range(0, 4).OrderByDescending(arm => seen[arm]).ToArray();
            var counts = new int[4];
            for (var way = 0; way < 256; way++)
            {
                var largest = 0.0;
                for (var place = 3; place >= 0; place--)
                {
                    largest = Math.Max(largest, T(rows[order[place]], way));
                    counts[place] += largest >= seen[order[place]] - 1e-9 ? 1 : 0;
                }
            }

            var adjusted = 0.0;
            for (var place = 0; place < 4; place++)
            {
                adjusted = Math.Max(adjusted, counts[place] / 256.0);
                Assert.Equal(adjusted, found[order[place]].PValue, 1e-12);
            }
        }
    }

    [Fact]
    public void Neither_the_order_of_arms_or_seeds_nor_the_baseline_changes_an_answer()
    {
        foreach (var seeds in new[] { 9, 33 })
        {
            var rows = Rows(7, 3, seeds, effect: 0.4);
            var found = FlipFamily.Judge(rows, new VerdictSettings { Region = 0.6 });
            var turned = FlipFamily.Judge([.. rows.Reverse().Select(row => row.Reverse().Select(value => -value).ToArray())], new VerdictSettings { Region = 0.6 });
            for (var arm = 0; arm < 3; arm++)
            {
                var other = turned[2 - arm];
                Assert.Equal((found[arm].PValue, found[arm].Equivalence), (other.PValue, other.Equivalence));
                Assert.Equal(found[arm].Bar.Low, -other.Bar.High, 1e-9);
                Assert.Equal(found[arm].Bar.High, -other.Bar.Low, 1e-9);
            }
        }
    }

    [Fact]
    public void A_bar_is_never_narrower_than_the_single_interval_and_alone_it_is_the_same()
    {
        for (var study = 0; study < 40; study++)
        {
            var rows = Rows(study, 1 + (study % 4), 6 + (study % 9), effect: study % 2);
            foreach (var (row, found) in rows.Zip(FlipFamily.Judge(rows, new VerdictSettings())))
            {
                var single = SignFlipInterval.OfMean(row);
                Assert.True(found.Bar.Low <= single.Low + 1e-3 && found.Bar.High >= single.High - 1e-3, $"study {study}: {found.Bar} and {single}");
            }
        }
    }

    /// <summary>Draws instead of all ways: 100,000 of them agree with the exact answer within their noise.</summary>
    [Fact]
    public void Drawn_answers_come_close_to_exact_ones()
    {
        var rows = Rows(3, 3, 28, effect: 0.3);
        double[][] padded = [.. rows.Select(row => (double[])[.. row, 0, 0, 0, 0])];
        var exact = FlipFamily.Judge(rows, new VerdictSettings { Region = 1 });
        var drawn = FlipFamily.Judge(padded, new VerdictSettings { Region = 1 });
        for (var arm = 0; arm < rows.Length; arm++)
        {
            Assert.Equal(exact[arm].PValue, drawn[arm].PValue, 4 * Math.Sqrt(0.25 / SignFlipTest.Draws));
        }
    }

    [Fact]
    public void Thirty_seeds_and_seven_arms_are_counted_exactly_and_soon()
    {
        var rows = Rows(11, 7, 30, effect: 0.5);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var found = FlipFamily.Judge(rows, new VerdictSettings());
        Assert.All(found, one => Assert.True(one.PValue > 0.15 || Math.ScaleB(one.PValue, 29) % 1 == 0, $"{one.PValue}"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    [Fact]
    public void What_simulations_count_is_what_studies_reject()
    {
        var rejected = 0;
        for (var study = 0; study < 60; study++)
        {
            var rows = Rows(study, arms: 1 + (study % 4), seeds: study % 20 == 0 ? 22 : 6 + (study % 7), effect: study % 3 * 0.6, study % 2 == 0 ? "normal" : "rounded");
            int[] expected = [.. FlipFamily.Judge(rows, new VerdictSettings()).Index().Where(arm => arm.Item.PValue <= 0.05).Select(arm => arm.Index)];
            Assert.Equal(expected, FlipFamily.Rejected(rows, 0.05).Order());
            rejected += expected.Length;
        }

        Assert.InRange(rejected, 20, 140);
    }

    /// <summary>Arms that share a baseline: standard deviation 1, correlation one half.</summary>
    internal static double[][] Rows(int study, int arms, int seeds, double effect, string kind = "normal")
    {
        var noise = new Noise(60, study).Of(kind, (arms + 1) * seeds);
        return [.. Enumerable.Range(0, arms).Select(arm => Enumerable.Range(0, seeds)
            .Select(seed => effect + ((noise[((arm + 1) * seeds) + seed] - noise[seed]) / Math.Sqrt(2))).ToArray())];
    }

    private static double T(double[] row, int way, double centre = 0)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var seed = 0; seed < row.Length; seed++)
        {
            var value = double.IsNaN(row[seed]) ? 0 : double.IsInfinity(centre) ? 1 : row[seed] - centre;
            sum += (way >> seed & 1) == 1 ? value : -value;
            squares += value * value;
        }

        return squares > 0 ? Math.Abs(sum) / Math.Sqrt(squares) : 0;
    }

    private static double OneByOne(double[][] rows, FlipQuery query)
    {
        var ways = 1 << rows[0].Length;
        var seen = T(rows[query.Arm], ways - 1, query.Centre) - 1e-9;
        return Enumerable.Range(0, ways).Count(way =>
            T(rows[query.Arm], way, query.Centre) >= seen || query.Others.Any(other => T(rows[other], way) >= seen)) / (double)ways;
    }
}
