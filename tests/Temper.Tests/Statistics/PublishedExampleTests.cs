using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Examples that were worked by hand, in print.</summary>
public sealed class PublishedExampleTests
{
    /// <summary>
    /// Cross-fertilized minus self-fertilized maize, in eighths of an inch: Darwin's data as given by Fisher, "The Design of
    /// Experiments" (1935), sections 17 and 21.
    /// </summary>
    private static readonly double[] Maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

    [Fact]
    public void Fisher_counts_863_of_32768_ways_for_Darwins_maize()
    {
        Assert.Equal(863.0 / 32768, SignFlipTest.Greater(Maize), 15);
        Assert.Equal(1726.0 / 32768, SignFlipTest.TwoSided(Maize), 15);
        Assert.Equal(314, Maize.Sum());
    }

    [Fact]
    public void Fishers_t_for_the_maize_is_2_148_with_5_percent_at_2_145()
    {
        var mean = Maize.Average();
        var deviation = Math.Sqrt(Maize.Sum(difference => (difference - mean) * (difference - mean)) / 14);
        var t = mean / (deviation / Math.Sqrt(15));
        Assert.Equal(2.148, t, 3);
        Assert.Equal(2.145, StudentT.Quantile(0.975, 14), 3);
        Assert.InRange(2 * StudentT.Cdf(-t, 14), 0.049, 0.05);
    }

    /// <summary>The example of Wikipedia's article "Holm-Bonferroni method": at 0.05 the first and the fourth are rejected.</summary>
    [Fact]
    public void Holms_procedure_rejects_two_of_four() =>
        Close.Absolute("adjusted", [0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]), 1e-15);

    /// <summary>Two-sided 5% points of Student's t from the tables of Fisher and Yates.</summary>
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(5, 2.571)]
    [InlineData(10, 2.228)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    [InlineData(double.PositiveInfinity, 1.960)]
    public void Student_quantiles_are_those_of_the_tables(double degrees, double expected) =>
        Assert.Equal(expected, StudentT.Quantile(0.975, degrees), 3);
}
