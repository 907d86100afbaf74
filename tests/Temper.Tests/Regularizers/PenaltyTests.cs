using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>Penalties and limits of weights: zeros, formulas, norms.</summary>
public sealed class PenaltyTests
{
    [Fact]
    public void L1_makes_zeros_and_the_more_the_larger_lambda_is()
    {
        var zeros = new[] { 1e-2, 3e-2, 1e-1, 1, 10 }.Select(lambda => Weights(new L1(lambda)).Count(weight => weight == 0)).ToList();
        Assert.Equal(zeros.Order(), zeros);
        Assert.True(zeros[1] > 0 && zeros[2] > 2 * zeros[1] && zeros[3] > 2 * zeros[2], string.Join(' ', zeros));
        Assert.Equal(Weights(new L1(10)).Length, zeros[^1]);
        Assert.All(Weights(new L1(10)), weight => Assert.False(float.IsNegative(weight)));
        Assert.Equal(0, Weights(null).Count(weight => weight == 0));
        Assert.Equal(0, Weights(new ElasticNet(1e-2, 0)).Count(weight => weight == 0));
    }

    [Fact]
    public void Biases_and_BatchNorm_s_scale_are_left_alone()
    {
        foreach (var regularizer in new Regularizer[] { new L1(1e6), new ElasticNet(1e6, 1), new MaxNorm(1e-30) })
        {
            using var device = new CpuDevice();
            using var trainer = new Trainer(RegularizedTrainings.Normed.With(regularizer) with { Epochs = 1 }, Trainings.Data, device);
            trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
            Assert.All(trainer.Network.Parameters, parameter =>
            {
                var values = trainer.Network.ParameterValues.Slice(parameter.Offset, parameter.Length).ToSingles();
                Assert.Equal(parameter.IsWeight, values.All(value => Math.Abs(value) < 1e-29));
            });
        }
    }

    [Fact]
    public void The_penalty_of_an_epoch_is_its_formula()
    {
        foreach (var (regularizer, l1, l2) in new (Regularizer, double, double)[]
        {
            (new L1(0.02), 0.02, 0),
            (new ElasticNet(0.02, 0.25), 0.005, 0.015),
            (new ElasticNet(0.02, 1), 0.02, 0),
            (new ElasticNet(0.02, 0), 0, 0.02),
        })
        {
            var spec = RegularizedTrainings.Spec.With(regularizer);
            using var device = new CpuDevice();
            using var trainer = new Trainer(spec, Trainings.Data, device);
            var result = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
            var weights = WeightsOf(trainer);
            var formula = (l1 * weights.Sum(weight => Math.Abs((double)weight))) + (l2 / 2 * weights.Sum(weight => (double)weight * weight));
            Close.Number("penalty", formula, result.Epochs[^1].Penalty, 1e-13);

            // Beside weight decay both count.
            var decayed = spec with { Optimizer = spec.Optimizer with { WeightDecay = 0.1 } };
            using var other = new Trainer(decayed, Trainings.Data, device);
            var penalty = other.Run(cancellationToken: TestContext.Current.CancellationToken).Epochs[^1].Penalty;
            weights = WeightsOf(other);
            var own = (l1 * weights.Sum(weight => Math.Abs((double)weight))) + (l2 / 2 * weights.Sum(weight => (double)weight * weight));
            Close.Number("both", own + (0.05 * Math.Pow(WeightNorm(other.Network), 2)), penalty, 1e-6);
        }
    }

    /// <summary>The L2 part is PyTorch's weight_decay on the weights alone.</summary>
    [Fact]
    public void The_L2_part_of_an_elastic_net_is_weight_decay_of_the_weights()
    {
        using var device = new ReferenceDevice();
        var decay = RegularizedTrainings.Spec with { Optimizer = new SGD(0.1) { WeightDecay = 0.3, WeightDecayScope = WeightDecayScope.Weights } };
        var net = RegularizedTrainings.Spec with { Optimizer = new SGD(0.1), Regularizers = [new ElasticNet(0.3, 0)] };
        Close.Absolute("weights", Numbers(decay), Numbers(net), 1e-13);

        double[] Numbers(TrainSpec spec)
        {
            using var trainer = new Trainer(spec, Trainings.Data, device);
            trainer.Run();
            return trainer.Network.ParameterValues.ToDoubles();
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.6)]
    public void Norms_stay_below_the_limit(double limit)
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(RegularizedTrainings.Spec.With(new MaxNorm(limit)), Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var parameter in trainer.Network.Parameters.Where(parameter => parameter.IsWeight))
        {
            var norms = Nets.InTorchOrder(trainer.Network.ParameterValues, parameter).Chunk(parameter.Shape[1]).Select(row => Math.Sqrt(row.Sum(w => w * w))).ToList();
            Assert.All(norms, norm => Assert.InRange(norm, 0, limit * (1 + 1.2e-7)));
            Assert.Contains(norms, norm => norm > limit * (1 - 1e-6));
        }
    }

    private static double WeightNorm(Network network) =>
        Math.Sqrt(network.Parameters.Sum(parameter => network.ParameterValues.Slice(parameter.Offset, parameter.Length).ToDoubles().Sum(value => value * value)));

    private static float[] Weights(Regularizer? regularizer)
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(regularizer is null ? RegularizedTrainings.Spec : RegularizedTrainings.Spec.With(regularizer), Trainings.Data, device);
        trainer.Run();
        return WeightsOf(trainer);
    }

    private static float[] WeightsOf(Trainer trainer) =>
    [
        .. trainer.Network.Parameters.Where(parameter => parameter.IsWeight)
            .SelectMany(parameter => trainer.Network.ParameterValues.Slice(parameter.Offset, parameter.Length).ToSingles()),
    ];
}
