using System.Globalization;
using CsCheck;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class AxisTests
{
    [Fact]
    public void Any_finite_values_get_a_range_that_holds_them_and_different_labels()
    {
        Gen.OneOf(Gen.Double[-1, 1], Gen.Double[0, 1e9], Gen.Double[1e-12, 1e-9], Gen.Double[999_999, 1_000_001], Gen.Double[-1e300, 1e300])
            .Array[1, 6].Sample(values =>
            {
                var axis = Axis.Around(values);
                Assert.All(values, value => Assert.InRange(value, axis.Minimum, axis.Maximum));
                Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick.Value, 0, 1), -1e-6, 1 + 1e-6));
                Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(tick => tick.Label).Distinct().Count());
                Assert.InRange(axis.Ticks.Count, 1, 12);
            });
    }

    [Fact]
    public void Labels_say_where_their_ticks_are()
    {
        var axis = Axis.Around([0.3712, 0.5312], floor: 0);
        Assert.Equal(["0.40", "0.45", "0.50"], axis.Ticks.Select(tick => tick.Label));
        Assert.All(axis.Ticks, tick => Assert.Equal(double.Parse(tick.Label, CultureInfo.InvariantCulture), tick.Value, 1e-12));
    }

    [Fact]
    public void Percentages_do_not_leave_their_bounds()
    {
        var axis = Axis.Around([0, 100], floor: 0, ceiling: 100);
        Assert.Equal((0, 100), (axis.Minimum, axis.Maximum));
        Assert.Equal(["0", "20", "40", "60", "80", "100"], axis.Ticks.Select(tick => tick.Label));
    }

    [Theory]
    [InlineData(5, "1 2 3 4 5")]
    [InlineData(10, "1 2 3 4 5 6 7 8 9 10")]
    [InlineData(100, "1 10 20 30 40 50 60 70 80 90 100")]
    [InlineData(1000, "1 100 200 300 400 500 600 700 800 900 1000")]
    public void Epochs_are_whole_and_count_from_one(int epochs, string labels)
    {
        var axis = Axis.Epochs(epochs);
        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(tick => tick.Label)));
        Assert.All(axis.Ticks, tick => Assert.Equal(tick.Value + 1, double.Parse(tick.Label, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1, 16, "1 2 5 10")]
    [InlineData(2, 10_000, "2 5 10 20 50 100 200 500 1000 2000 5000 10000")]
    [InlineData(10, 10, "10")]
    [InlineData(0.05, 0.3, "0.05 0.1 0.2")]
    public void Sizes_are_labelled_at_their_logarithm(double from, double to, string labels)
    {
        var axis = Axis.Logarithmic([to, from]);
        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(tick => tick.Label)));
        Assert.All(axis.Ticks, tick => Assert.Equal(Math.Log10(double.Parse(tick.Label, CultureInfo.InvariantCulture)), tick.Value, 1e-9));
        Assert.True(axis.Minimum < Math.Log10(from) && Math.Log10(to) < axis.Maximum);
    }

    [Fact]
    public void One_effect_far_away_does_not_stretch_the_axis_of_the_others()
    {
        Effect[] near = [.. Enumerable.Range(-3, 7).Select(i => new Effect(i / 10.0, i / 10.0 - 0.2, i / 10.0 + 0.2))];
        var axis = Axis.Effects([.. near, new Effect(5, 4, 6), new Effect(double.NaN, double.NaN, double.NaN)], 0.2);
        Assert.InRange(axis.Maximum, 0.5, 0.7);
        Assert.All(near, effect => Assert.True(axis.Minimum < effect.Low && effect.High < axis.Maximum));
        Assert.True(Axis.Effects([new Effect(0.1, 0, 0.2), new Effect(5, 4, 6)], 0.2).Maximum > 6, "with two effects none is the exception");
        Assert.True(Axis.Effects([.. near, new Effect(1.5, 1, 2)], 0.2).Maximum > 2, "four times as far is not far");
    }

    [Fact]
    public void An_axis_of_effects_holds_zero_and_the_region_around_it()
    {
        foreach (Effect[] effects in (Effect[][])[[], [new Effect(3, 2, 4)], [new Effect(-3, double.NegativeInfinity, -1)], [default]])
        {
            var axis = Axis.Effects(effects, 0.5);
            Assert.True(axis.Minimum < -0.5 && 0.5 < axis.Maximum);
            Assert.Contains(axis.Ticks, tick => tick.Value == 0);
        }
    }
}
