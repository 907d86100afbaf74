using Temper.Lab.Experiments;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Studies;

public sealed class FactorialDesignTests
{
    private static readonly ArmSettings Settings = new(Protocol.Sound, 10) { PlainDropout = 0.1 };

    [Fact]
    public void All_combinations_are_there_and_the_full_one_is_altogether()
    {
        var design = FactorialDesign.Of(["dropout", "l2", "batchnorm"], Settings);

        Assert.Equal(
            ["baseline", "dropout=0.1", "l2=0.0001", "dropout=0.1+l2=0.0001", "batchnorm", "dropout=0.1+batchnorm", "l2=0.0001+batchnorm", "dropout=0.1+l2=0.0001+batchnorm"],
            design.Arms.Select(arm => arm.Name));
        Assert.Equal(
            Temper.Training.SpecJson.Write(Arms.Read("altogether", Settings, "").Spec), Temper.Training.SpecJson.Write(design.Arms[7].Spec));
    }

    /// <summary>
    /// The 2^3 pilot plant of Box, Hunter and Hunter, Statistics for Experimenters (1978), table 10.1: yields 60, 72, 54, 68, 52, 83, 45, 80
    /// in standard order; effects T 23, C -5, K 1.5, T x C 1.5, T x K 10, C x K 0, T x C x K 0.5.
    /// </summary>
    [Fact]
    public void Effects_are_those_of_the_published_pilot_plant()
    {
        var design = FactorialDesign.Of(["dropout", "l2", "batchnorm"], Settings);
        double[] yields = [60, 72, 54, 68, 52, 83, 45, 80];

        var effects = design.Effects();

        Assert.Equal(
            ["dropout=0.1", "l2=0.0001", "batchnorm", "dropout=0.1 x l2=0.0001", "dropout=0.1 x batchnorm", "l2=0.0001 x batchnorm", "dropout=0.1 x l2=0.0001 x batchnorm"],
            effects.Select(effect => effect.Name));
        double[] expected = [23, -5, 1.5, 1.5, 10, 0, 0.5];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], effects[i].Of(yields), 12);
        }

        Assert.Equal([ContrastKind.MainEffect, ContrastKind.MainEffect, ContrastKind.MainEffect], effects.Take(3).Select(effect => effect.Kind));
        Assert.All(effects.Skip(3), effect => Assert.Equal(ContrastKind.Interaction, effect.Kind));
        Assert.True(double.IsNaN(effects[0].Of([60, 72, double.NaN, 68, 52, 83, 45, 80])));
    }

    [Fact]
    public void Numbers_may_have_a_plus()
    {
        Assert.Equal(
            ["baseline", "dropout=0.1", "lr=1", "dropout=0.1+lr=1", "l2=0.01", "dropout=0.1+l2=0.01", "lr=1+l2=0.01", "dropout=0.1+lr=1+l2=0.01"],
            FactorialDesign.Of(["dropout", "lr=1e+0", "l2=+0.01"], Settings).Arms.Select(arm => arm.Name));
    }

    [Theory]
    [InlineData("2 to 6 factors", "dropout")]
    [InlineData("one thing that is off or on", "dropout", "l2+batchnorm")]
    [InlineData("one thing that is off or on", "dropout", "baseline")]
    [InlineData("one thing that is off or on", "dropout", "l2=+1e+0+batchnorm")]
    [InlineData("expected a number", "l2=", ".5")]
    [InlineData("a spec file is a whole net; received \"my.json\"", "my.json", "dropout")]
    [InlineData("a spec file is a whole net; received \"a/b\"", "dropout", "a/b")]
    [InlineData("dropout twice", "dropout", "dropout=.2")]
    [InlineData("same training", "dropout", "Q12=on")]
    public void Wrong_factors_are_one_line(string reason, params string[] factors) =>
        Assert.Contains(reason, Assert.Throws<SpecException>(() => FactorialDesign.Of(factors, Settings)).Message, StringComparison.Ordinal);
}
