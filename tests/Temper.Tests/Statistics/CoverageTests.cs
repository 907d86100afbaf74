using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>How often intervals hold what they are about. Figures are in docs/statistics.md.</summary>
[TakesLong]
public sealed class CoverageTests
{
    /// <summary>
    /// Of 2^n ways to toss the coins, k = floor(2^n 0.05 / 2) are cut off at each end: the coverage about the centre of any symmetric,
    /// continuous noise is 1 - 2 k / 2^n, 96.9% for 6 pairs and from 95.1% down to 95.0% for 10 and more.
    /// </summary>
    [Theory]
    [InlineData("normal", 6)]
    [InlineData("normal", 10)]
    [InlineData("normal", 20)]
    [InlineData("normal", 30)]
    [InlineData("t3", 6)]
    [InlineData("t3", 10)]
    [InlineData("t3", 20)]
    [InlineData("t3", 30)]
    public void A_single_interval_covers_as_often_as_the_coins_say(string kind, int pairs)
    {
        var studies = pairs > 20 ? 1000 : 4000;
        var covered = Share(studies, study =>
        {
            var noise = new Noise((ulong)(1000 + pairs), study);
            return SignFlipInterval.OfMean(noise.Of(kind, pairs)).Contains(0);
        });
        var exact = 1 - (2 * Math.Floor(Math.ScaleB(0.025, pairs)) / Math.ScaleB(1, pairs));
        Assert.InRange(exact, 0.95, 0.97);
        Assert.Equal(exact, covered, 3 * Math.Sqrt(exact * (1 - exact) / studies));
        Assert.True(covered >= 0.94, $"{covered}");
    }

    /// <summary>What a lopsided noise does: its mean is not its centre of symmetry, for it has none.</summary>
    [Theory]
    [InlineData("lognormal", 6, 0.90)]
    [InlineData("lognormal", 10, 0.87)]
    [InlineData("lognormal", 20, 0.88)]
    [InlineData("exponential", 10, 0.91)]
    [InlineData("exponential", 20, 0.93)]
    public void Lopsided_noise_costs_coverage_as_stated(string kind, int pairs, double stated)
    {
        var covered = Share(2000, study => SignFlipInterval.OfMean(new Noise((ulong)(1000 + pairs), study).Of(kind, pairs)).Contains(0));
        Assert.Equal(stated, covered, 0.02);
    }

    /// <summary>
    /// What the warning about skewness says: one seed of 30 that falls far out, as a net that hardly trains does, gives differences whose
    /// mean is 0 and whose skewness is about -5 a quarter or more of false verdicts, because most samples miss it.
    /// </summary>
    [Theory]
    [InlineData(10, 0.25)]
    [InlineData(20, 0.35)]
    public void A_few_odd_seeds_give_false_verdicts_about_the_mean(int pairs, double stated)
    {
        var wrong = Share(2000, study =>
        {
            var noise = new Noise(91, study);
            var normal = noise.Normal(2 * pairs);
            double[] differences = [.. Enumerable.Range(0, pairs).Select(i => (0.3 * normal[i]) + (5.0 / 30) - (NormalDistribution.Cdf(normal[pairs + i]) < 1.0 / 30 ? 5 : 0))];
            return SignFlipTest.TwoSided(differences) <= 0.05;
        });
        Assert.Equal(stated, wrong, 0.03);
    }

    private static double Share(int studies, Func<int, bool> isSo) => Enumerable.Range(0, studies).AsParallel().Count(isSo) / (double)studies;
}
