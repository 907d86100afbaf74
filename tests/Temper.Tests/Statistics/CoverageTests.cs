using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>
/// How often bootstrap intervals of nominally 95% hold the true mean: bands about what was measured and is stated in
/// docs/statistics.md, so that neither a better nor a worse interval goes unnoticed.
/// </summary>
public sealed class CoverageTests
{
    private const int Studies = 2000;

    /// <summary>Fewer resamples than by default: the coverage differs by less than the band, and the test takes seconds.</summary>
    private const int Resamples = 2000;

    [Theory]
    [InlineData("normal", 10, 0.895, 0.915)]
    [InlineData("normal", 30, 0.930, 0.950)]
    [InlineData("skewed", 10, 0.850, 0.880)]
    [InlineData("skewed", 30, 0.910, 0.935)]
    public void Bootstrap_intervals_cover_as_often_as_is_stated(string kind, int pairs, double low, double high)
    {
        var covered = Enumerable.Range(0, Studies).Count(study =>
        {
            var noise = new Noise((ulong)(1000 + pairs), study);
            return BcaBootstrap.OfMean(kind == "normal" ? noise.Normal(pairs) : noise.Skewed(pairs), 0.95, Resamples).Contains(0);
        });
        Assert.InRange((double)covered / Studies, low, high);
    }
}
