using Temper.Lab.Chapter;
using Temper.Lab.Runs;
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
        // As published, that is as half of what is missing from the sum of two, and a quarter of what is missing from three.
        double[] expected = [23, -5, 1.5, 1.5, 10, 0, 0.5];
        double[] scale = [1, 1, 1, 2, 2, 2, 4];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(scale[i] * expected[i], effects[i].Of(yields), 12);
        }

        Assert.Equal([ContrastKind.MainEffect, ContrastKind.MainEffect, ContrastKind.MainEffect], effects.Take(3).Select(effect => effect.Kind));
        Assert.All(effects.Skip(3), effect => Assert.Equal(ContrastKind.Interaction, effect.Kind));
        Assert.True(double.IsNaN(effects[0].Of([60, 72, double.NaN, 68, 52, 83, 45, 80])));
    }

    [Fact]
    public void Effects_know_their_factors_whatever_these_are_called()
    {
        var design = FactorialDesign.Of(["dropout", "l2", "batchnorm"], Settings);
        Assert.Equal(
            ["0", "1", "2", "0 1", "0 2", "1 2", "0 1 2"],
            design.Effects().Select(effect => string.Join(' ', FactorialDesign.FactorsOf(effect with { Name = "" }, design.Factors.Count))));
        Assert.Equal([1], FactorialDesign.FactorsOf(Contrast.Pair(design.Arms, 2, 0), 3));
        Assert.Empty(FactorialDesign.FactorsOf(new Contrast("", null, ContrastKind.Interaction, [new(3, 1)]), 3));
    }

    [Fact]
    public void An_interaction_is_what_is_missing_from_the_sum()
    {
        // Alone +3 and +4, together +5: 2 less than the sum. With a third factor on, alone +3 and +4, together +7: they add up.
        var two = FactorialDesign.Of(["dropout", "batchnorm"], Settings).Effects();
        Assert.Equal(-2, two[2].Of([80, 83, 84, 85]), 12);
        var three = FactorialDesign.Of(["dropout", "batchnorm", "l2"], Settings).Effects();
        double[] accuracies = [80, 83, 84, 85, 70, 73, 74, 77];
        Assert.Equal(-1, three.Single(effect => effect.Name == "dropout=0.1 x batchnorm").Of(accuracies), 12);
        Assert.Equal(2, three[^1].Of(accuracies), 12);
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
