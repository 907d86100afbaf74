using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>Regularizers at the end of their range where they do nothing, and where what they do can be said in another way.</summary>
public sealed class IdentityTests
{
    /// <summary>What has no strength at which it does nothing to the bit.</summary>
    private static readonly string[] NeverNeutral = ["batchnorm", "mixup", "lookahead", "early-stopping"];

    private static readonly TrainSpec Normed = RegularizedTrainings.Spec with { Layers = [new Linear(9), new BatchNorm1d(), new ReLU(), new Linear(5)] };

    public static TheoryData<string> Names => [.. RegularizedTrainings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_neutral_strength_gives_the_bits_of_a_training_without(string name)
    {
        var regularizer = RegularizerCatalog.Create(name);
        var neutral = new[] { 1.2e-38, 3.4e38, 0, 0.999 }
            .Where(value => regularizer.Info.Strength?.Contains(value) == true)
            .Where(value => AreSame(RegularizedTrainings.Spec, RegularizedTrainings.Spec.With(regularizer.At(value))))
            .Where(value => AreSame(Normed, Normed.With(regularizer.At(value)))).ToList();
        Assert.Equal(NeverNeutral.Contains(name), neutral.Count == 0);
    }

    [Fact]
    public void Lookahead_that_never_synchronises_trains_as_without_and_is_measured_with_initial_weights()
    {
        var spec = RegularizedTrainings.Spec.With(new Lookahead(0.5, K: 21));
        using var device = new Temper.Devices.Cpu.CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        var initial = Nets.Bits(trainer.Network);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(initial, Nets.Bits(trainer.Network));
        Assert.Equal(RegularizedTrainings.Run(RegularizedTrainings.Spec).Bits, trainer.Save().State.SelectMany(tensor => tensor.Values).Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Lookahead_that_goes_all_the_way_trains_as_without_but_for_roundings()
    {
        var plain = Numbers(RegularizedTrainings.Spec);
        Close.Absolute("weights", plain, Numbers(RegularizedTrainings.Spec.With(new Lookahead(1, K: 1))), 1e-13);
        Close.Absolute("weights", plain, Numbers(RegularizedTrainings.Spec.With(new Lookahead(1, K: 5))), 1e-13);
    }

    /// <summary>In 64 bits: the mean of the weights at the ends of the last epochs, and BatchNorm's statistics of one more pass.</summary>
    [Theory]
    [InlineData(0, 7)]
    [InlineData(0.5, 4)]
    [InlineData(0.75, 2)]
    [InlineData(0.99, 1)]
    public void SWA_is_the_mean_of_its_snapshots(double from, int snapshots)
    {
        foreach (var isNormed in new[] { false, true })
        {
            // The first layer's statistics can be computed by hand: they are those of its inputs.
            LayerSpec[] layers = isNormed ? [new BatchNorm1d(), .. RegularizedTrainings.Normed.Layers] : [.. RegularizedTrainings.Spec.Layers];
            var spec = RegularizedTrainings.Spec with { Layers = layers, Epochs = 7, Regularizers = [new Swa(from)], DropLast = false, BatchSize = 23 };
            using var device = new ReferenceDevice();
            using var trainer = new Trainer(spec, Trainings.Data, device);
            var sum = new double[trainer.Network.ParameterValues.Length];
            trainer.Run(
                new Trainings.Listener(at =>
                {
                    if (at.Finished?.Epoch > 7 - snapshots)
                    {
                        sum = [.. sum.Zip(trainer.Network.ParameterValues.ToDoubles(), (a, b) => a + b)];
                    }
                }),
                TestContext.Current.CancellationToken);
            Close.Absolute("mean", [.. sum.Select(value => value / snapshots)], trainer.Network.ParameterValues.ToDoubles(), 1e-14);
            if (isNormed && snapshots > 1)
            {
                var (means, variances) = Statistics(trainer);
                Close.Absolute("running mean", means, trainer.Network.State().First(tensor => tensor.Name == "0.running_mean").Values.Select(value => (double)value).ToArray(), 1e-6);
                Close.Absolute("running variance", variances, trainer.Network.State().First(tensor => tensor.Name == "0.running_var").Values.Select(value => (double)value).ToArray(), 1e-6);
            }
        }
    }

    [Fact]
    public void An_average_of_weights_that_do_not_move_is_those_weights()
    {
        foreach (var name in RegularizedTrainings.Averages)
        {
            var spec = RegularizedTrainings.Spec.With(RegularizedTrainings.Strong(name)) with { Optimizer = new Temper.Optimizers.SGD(1e-300) };
            var plain = Numbers(spec with { Regularizers = [] });
            Close.Absolute(name, plain, Numbers(spec), 1e-15);
        }
    }

    [Fact]
    public void EMA_s_warm_up_keeps_less_in_the_beginning()
    {
        Assert.Equal([0, 2 / 11.0, 3 / 12.0, 0.9, 0.9], new[] { 0L, 1, 2, 81, 1000 }.Select(new Ema(0.9).DecayOf));
        Assert.Equal([0, 0.9, 0.9], new[] { 0L, 1, 2 }.Select(new Ema(0.9, WarmUp: false).DecayOf));
    }

    [Theory]
    [InlineData(0.75, 4, 3)]
    [InlineData(0.75, 1, 0)]
    [InlineData(0.99, 5, 4)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.7, 10, 7)]
    [InlineData(0, 3, 0)]
    public void SWA_begins_after_its_share_of_the_epochs(double from, int epochs, int first) => Assert.Equal(first, new Swa(from).FirstEpoch(epochs));

    private static bool AreSame(TrainSpec spec, TrainSpec other)
    {
        var (result, bits) = RegularizedTrainings.Run(spec);
        try
        {
            var (otherResult, otherBits) = RegularizedTrainings.Run(other);
            return bits.SequenceEqual(otherBits) && result.Epochs.SelectMany(epoch => epoch.StepLosses).SequenceEqual(otherResult.Epochs.SelectMany(epoch => epoch.StepLosses));
        }
        catch (RunFailedException)
        {
            return false;
        }
    }

    /// <summary>The weights at the end, in 64 bits.</summary>
    private static double[] Numbers(TrainSpec spec)
    {
        using var device = new ReferenceDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run();
        return trainer.Network.ParameterValues.ToDoubles();
    }

    /// <summary>The plain average over the last epoch's batches of their means and unbiased variances.</summary>
    private static (double[] Means, double[] Variances) Statistics(Trainer trainer)
    {
        var rows = trainer.Split.Train;
        var order = new int[rows.Length];
        new Philox(trainer.Spec.Seed, RandomPurpose.Shuffle, step: (ulong)(trainer.Spec.Epochs - 1)).Permute(order);
        var batches = order.Chunk(trainer.Spec.BatchSize).Select(batch => batch.Select(i => Trainings.Data.Train.Bytes.Row(rows[i]).ToArray()).ToList()).ToList();
        var means = new double[Trainings.Data.Features];
        var variances = new double[means.Length];
        for (var f = 0; f < means.Length; f++)
        {
            foreach (var batch in batches)
            {
                var values = batch.Select(image => (double)trainer.Scaler.Table[image[f]]).ToList();
                var mean = values.Average();
                means[f] += mean / batches.Count;
                variances[f] += values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / batches.Count;
            }
        }

        return (means, variances);
    }
}
