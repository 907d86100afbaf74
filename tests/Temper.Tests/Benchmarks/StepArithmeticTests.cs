using Temper.Lab.Benchmarks;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Benchmarks;

/// <summary>Operations counted by hand.</summary>
public sealed class StepArithmeticTests
{
    [Fact]
    public void A_small_net_is_counted_product_by_product()
    {
        var arithmetic = StepArithmetic.Of([new Linear(3), new ReLU(), new Linear(2)], inFeatures: 4);

        // 5 rows: 2 x 5 x 4 x 3 = 120 and 2 x 5 x 3 x 2 = 60 forward, as much for the weights, 60 for the second's input.
        Assert.Equal(180, arithmetic.Forward(5));
        Assert.Equal(180 + 180 + 60, arithmetic.Step(5));
        Assert.Equal(0, arithmetic.Step(0));
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("dropout")]
    [InlineData("batchnorm")]
    [InlineData("altogether")]
    public void The_chapters_nets_need_143_MFLOP_a_step_of_128(string experiment)
    {
        var spec = ChapterExperiment.Find(experiment).Spec(QuirkSet.Of(Protocol.Chapter), classes: 10, seed: 1);
        var arithmetic = StepArithmetic.Of(spec.Layers, 784);

        // 784 x 200 + 2 x 200 x 200 + 200 x 10 = 238,800 weights, all but the first 156,800 with an input gradient.
        Assert.Equal(477_600, arithmetic.Forward(1));
        Assert.Equal(2 * (238_800 + 238_800 + 82_000), arithmetic.Step(1));
        Assert.Equal(143_257_600, arithmetic.Step(128));
    }

    [Fact]
    public void An_input_gradient_counts_if_a_layer_before_learns_from_it()
    {
        Assert.Equal(48, StepArithmetic.Of([new Linear(3)], 4).Step(1));
        Assert.Equal(48, StepArithmetic.Of([new ReLU(), new BatchNorm1d(Affine: false), new Linear(3)], 4).Step(1));
        Assert.Equal(72, StepArithmetic.Of([new BatchNorm1d(), new Linear(3)], 4).Step(1));
    }

    [Fact]
    public void Large_nets_do_not_overflow() =>
        Assert.Equal(2L * 4096 * 100_000 * 100_000, StepArithmetic.Of([new Linear(100_000)], 100_000).Forward(4096));
}
