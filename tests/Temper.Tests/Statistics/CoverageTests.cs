using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>
/// How often bootstrap intervals of nominally 95% hold the true mean: bands about what was measured and is stated in
/// docs/statistics.md, so that neither a better nor a worse interval goes unnoticed.
/// </summary>
[TakesLong]
public sealed class CoverageTests
{
    [Theory]
    [InlineData("normal", 10, 2000, 0.90)]
    [InlineData("normal", 30, 2000, 0.935)]
    [InlineData("skewed", 10, 2000, 0.88)]
    [InlineData("skewed", 30, 1000, 0.92)]
    public void Bootstrap_intervals_cover_as_often_as_is_stated(string kind, int pairs, int studies, double stated)
    {
        var covered = Enumerable.Range(0, studies).Count(study =>
        {
            var noise = new Noise((ulong)(1000 + pairs), study);
            return BcaBootstrap.OfMean(kind == "normal" ? noise.Normal(pairs) : noise.Skewed(pairs)).Contains(0);
        });
        Assert.Equal(stated, (double)covered / studies, 0.015);
    }
}
