using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>Median, middle half, skewness, wins; and how many seeds a question takes.</summary>
public sealed class SampleShapeTests
{
    [Fact]
    public void The_shape_of_a_small_sample_is_that_of_hand()
    {
        var shape = SampleShape.Of([4, -1, 0, 2, 10]);
        Assert.Equal((2, 3, 1), (shape.Median, shape.Wins, shape.Losses));

        // Of five numbers the middle half is 0.75 of the second, all of the third and 0.75 of the fourth: (0 + 2 + 3) / 2.5.
        Assert.Equal(2, shape.InterquartileMean, 12);

        // SciPy: skew([4, -1, 0, 2, 10]) = 0.8930...: about the mean 3 the cubes add up to 1 - 64 - 27 - 1 + 343, the squares to 76.
        Assert.Equal(252.0 / 5 / Math.Pow(76.0 / 5, 1.5), shape.Skewness, 12);
        Assert.Equal(1.5, SampleShape.Of([1, 2]).Median);
        Assert.Equal(0, SampleShape.Of([3, 3, 3]).Skewness);
        Assert.True(double.IsNaN(SampleShape.Of([]).Median) && double.IsNaN(SampleShape.Of([1]).Skewness));
    }

    [Fact]
    public void Seeds_needed_are_those_with_which_the_formula_sees_as_far()
    {
        Assert.Equal(158, SeedsNeeded.ToDismiss(0.2, 0.77), 2.0);
        Assert.Equal(10, SeedsNeeded.ToShow(1, 1), 1.0);
        var needed = SeedsNeeded.ToShow(0.3, 0.8, 0.05 / 7);
        Assert.True(SmallestEffect.Of(needed, 0.8, 0.05 / 7) <= 0.3 && SmallestEffect.Of(needed - 1, 0.8, 0.05 / 7) > 0.3);
        Assert.Equal(6, SeedsNeeded.ToShow(100, 1));
        Assert.Equal(SeedsNeeded.Most, SeedsNeeded.ToShow(0, 1));
        Assert.Equal(SeedsNeeded.Most, SeedsNeeded.ToDismiss(0, 1));
    }

    /// <summary>The formulas are about the t-test; the sign-flip test finds as much.</summary>
    [Fact]
    public void With_as_many_seeds_the_test_finds_it_in_four_of_five_studies()
    {
        var pairs = SeedsNeeded.ToShow(1, 1);
        var found = Enumerable.Range(0, 1000).Count(study => SignFlipTest.TwoSided(new Noise(81, study).Normal(pairs, 1)) <= 0.05);
        Assert.InRange(found, 760, 870);
        var few = SeedsNeeded.ToDismiss(1, 1);
        var dismissed = Enumerable.Range(0, 1000).Count(study => SignFlipInterval.OfMean(new Noise(82, study).Normal(few)) is { Low: > -1, High: < 1 });
        Assert.InRange(dismissed, 740, 870);
    }
}
