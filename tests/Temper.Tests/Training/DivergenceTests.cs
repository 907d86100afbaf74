using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>What a training that diverged says: never a cause that it is not.</summary>
public sealed class DivergenceTests
{
    private static readonly float[] Flat = [2.3f, 2.31f, 2.29f, 2.3f, 2.3f, 2.31f];
    private static readonly float[] Rising = [2.3f, 2.2f, 3, 40, 5e3f, 1e12f];

    public static TheoryData<string, OptimizerSpec, float[], string[], string[]> Kinds => new()
    {
        { "the loss rose", new SGD(0.5), Rising, ["rose from 2.3 to 1E+12", "lower the learning rate (0.5; the default of SGD is 0.001)", "clip the gradient"], [] },
        { "the loss rose after it had fallen", new Adam(), [2.3f, 1, 0.1f, 0.05f, 0.9f, 2.2f], ["rose from 0.05 to 2.2", "lower the learning rate"], ["clip"] },
        { "a huge learning rate", new SGD(1e30), [2.3f], ["lower the learning rate (1E+30"], ["rose"] },
        { "a tiny learning rate", new Adam(1e-9), Flat, ["had not risen", "a lower one will hardly help", "look at the layers"], ["lower the learning rate", "clip"] },
        { "options of the optimizer", new Adam(1e-9, Beta2: 0.5), Flat, ["try the optimizer's defaults instead of beta2 0.5"], ["lower the learning rate"] },
        { "centered RMSprop", new RMSprop(Centered: true), Rising, ["centered RMSprop", "make eps larger"], ["lower the learning rate"] },
        { "eps 0", new Adam(Eps: 0), Flat, ["Adam with an eps of 0", "give it an eps (1E-08)"], ["lower the learning rate"] },
        { "an eps that is 0 in 32 bits", new Adagrad(Eps: 1e-60), Flat, ["Adagrad with an eps of 0"], ["lower the learning rate"] },
        { "eps 0 and a huge learning rate", new Adam(10, Eps: 0), Flat, ["Adam with an eps of 0", "if that does not help, lower the learning rate (10"], [] },
        { "maximize", new SGD(0.1) { Maximize = true }, Rising, ["set it to false"], ["lower the learning rate", "clip"] },
        { "momentum", new SGD(0.1, Momentum: 1.5), Rising, ["momentum of 1 or more"], ["lower the learning rate"] },
        { "weight decay", new AdamW(0.01) { WeightDecay = 500 }, Flat, ["1 - learning rate x weight decay = -4", "lower the weight decay (500)"], [] },
        { "ASGD's own decay", new ASGD(0.01, Lambd: 1e3), Flat, ["lower the lambd (1000)"], [] },
        { "Rprop", new Rprop(), Rising, ["stepSizeMax (50)"], ["lower the learning rate"] },
        { "the first loss", new SGD(1e30), [], ["very first loss", "look at the layers"], ["learning rate"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_advice_looks_at_what_happened(string kind, OptimizerSpec optimizer, float[] losses, string[] says, string[] doesNotSay)
    {
        var advice = Divergence.Advice(Trainings.Spec with { Layers = [new Linear(5)], Optimizer = optimizer }, losses, optimizer.LearningRate);

        Assert.All(says, part => Assert.True(advice.Contains(part, StringComparison.Ordinal), $"{kind}: {advice}"));
        Assert.All(doesNotSay, part => Assert.False(advice.Contains(part, StringComparison.Ordinal), $"{kind}: {advice}"));
        Assert.DoesNotContain('\n', advice);
        Assert.DoesNotContain("--", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_clipped_is_not_to_be_clipped()
    {
        Assert.DoesNotContain("clip", Divergence.Advice(Trainings.Spec with { Optimizer = new SGD(0.5), Regularizers = [new GradientClipping()] }, Rising, 0.5), StringComparison.Ordinal);
    }

    [Fact]
    public void A_net_that_gives_no_number_before_any_update_is_told_of_its_layers()
    {
        // A feature that is the same in every row, and no eps: 0 / 0.
        var error = Failure(Trainings.Spec with { Layers = [new Dropout(1), new BatchNorm1d(Eps: 0), new Linear(5)], Optimizer = new SGD(1) });

        Assert.Equal(1, error.Step);
        Assert.Contains("BatchNorm1d with an eps of 0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal([float.NaN], Assert.Single(error.Epochs).StepLosses);
    }

    [Fact]
    public void A_parameter_without_a_gradient_and_no_eps_is_told_of_it()
    {
        // Dropout of everything before the last layer: its weights have no gradient.
        var error = Failure(Trainings.Spec with { Layers = [new Dropout(1), new Linear(5)], Optimizer = new Adam(Eps: 0) });

        Assert.Contains("Adam with an eps of 0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_has_all_that_was_measured()
    {
        var spec = Trainings.Spec with { Layers = [new Linear(12), new ReLU(), new Linear(5)], Optimizer = new SGD(1e-3), Schedule = new StepLR(2, 1e35) };
        var error = Failure(spec);

        // Two epochs at 1e-3, then at 1e32.
        Assert.Equal([1, 2, 3], error.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(error.Epochs.SkipLast(1), epoch => Assert.True(double.IsFinite(epoch.Loss) && double.IsFinite(epoch.ValidScore!.Value)));
        var last = error.Epochs[^1];
        Assert.Equal(error.Step, 20 + last.StepLosses.Length);
        Assert.True(double.IsNaN(last.Loss) && !float.IsFinite(last.StepLosses[^1]) && last.StepLosses.SkipLast(1).All(float.IsFinite));
        Assert.Equal(last.StepLosses.Length, last.StepScores.Length);
        Assert.Contains("lower the learning rate (0.001, by the schedule 1E+32 at that step", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Centered_RMSprop_stays_finite_where_gradients_hardly_change()
    {
        var (result, _) = Trainings.Run(Trainings.Spec with
        {
            Layers = [new Linear(5), new ReLU(), new Linear(5)],
            Optimizer = new RMSprop(1e-9, Alpha: 0.5, Centered: true),
            Schedule = new Constant(),
            BatchSize = 200,
            ValidFraction = 0,
            Epochs = 60,
        });

        Assert.Equal(60, result.Epochs.Count);
        Assert.All(result.Epochs, epoch => Assert.True(double.IsFinite(epoch.Loss)));
    }

    private static RunFailedException Failure(TrainSpec spec)
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        return Assert.Throws<RunFailedException>(() => trainer.Run());
    }
}
