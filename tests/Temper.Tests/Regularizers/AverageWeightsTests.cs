using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Prediction;
using Temper.Regularizers;
using Temper.Tests.Devices;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>Which weights are in a net when: averages where it is measured and kept, the trained ones where it is trained and saved to go on.</summary>
public sealed class AverageWeightsTests
{
    /// <summary>Names, with BatchNorm and dropout in the net and without.</summary>
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in RegularizedTrainings.Averages)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validation_test_model_and_predictor_have_the_average(string name, bool isNormed)
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Spec(name, isNormed), Trainings.Data, device);
        var trained = Evaluations(trainer);
        var result = trainer.Run(trained.Listener, TestContext.Current.CancellationToken);

        var valid = Evaluator.Evaluate(trainer.Network, Rows(trainer.Split.Valid), Trainings.Data.Task, trainer.Scaler);
        Assert.Equal(result.Epochs[^1].ValidLoss, valid.Loss);
        Assert.Equal(result.Epochs[^1].ValidScore, valid.Score);
        Assert.NotEqual(trained.Losses[^1], valid.Loss);
        var measured = Evaluator.Evaluate(trainer.Network, Rows(trainer.Split.Train), Trainings.Data.Task, trainer.Scaler);
        Assert.Equal(measured.Score, result.Epochs[^1].TrainScoreInEvaluation);

        var test = trainer.Test();
        using var predictor = new Predictor(Model.FromTrainer(trainer));
        Assert.Equal(test.Guesses, Trainings.Data.Test.Labels.Select((_, row) => predictor.PredictClass(Trainings.Data.Test.Bytes.Row(row))));
        trainer.Network.LoadState(Model.FromTrainer(trainer).State);
        Assert.Equal(test.Loss, trainer.Test().Loss);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Early_stopping_puts_back_the_average_of_its_best_epoch(string name, bool isNormed)
    {
        var spec = Spec(name, isNormed).With(new EarlyStopping(Patience: 100)) with { Epochs = 24 };
        spec = name == "swa" ? spec.With(new Swa(0.1)) : spec;
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        var result = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);

        var best = result.Epochs.MaxBy(epoch => epoch.ValidScore)!;
        Assert.Equal(best.Epoch, result.BestEpoch);
        Assert.InRange(best.Epoch, 4, result.Epochs.Count - 1);
        if (RegularizerCatalog.Create(name) is not Lookahead)
        {
            // Behind the best epoch's average wait the last epoch's trained weights and statistics.
            Assert.Equal(RegularizedTrainings.Run(spec with { Regularizers = [] }, device).Bits, Bits(trainer.Save().State));
        }

        Assert.Equal(best.ValidLoss, Evaluator.Evaluate(trainer.Network, Rows(trainer.Split.Valid), Trainings.Data.Task, trainer.Scaler).Loss);
        SavesAndGoesOn(spec, trainer, device);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_finished_training_saves_the_trained_weights_and_keeps_the_average(string name, bool isNormed)
    {
        var spec = Spec(name, isNormed);
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        SavesAndGoesOn(spec, trainer, device);
        if (RegularizerCatalog.Create(name) is not Lookahead)
        {
            // An average that only looks on: the trained weights, and BatchNorm's statistics, are those of a training without.
            var bits = RegularizedTrainings.Run(spec with { Regularizers = [] }, device).Bits;
            Assert.Equal(bits, Bits(trainer.Save().State));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_finished_training_without_an_average_saves_its_last_weights_though_its_best_are_in(bool isNormed)
    {
        var spec = (isNormed ? RegularizedTrainings.Normed : RegularizedTrainings.Spec).With(new EarlyStopping(Patience: 1, MinDelta: 100));
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        var result = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(result.BestEpoch!.Value, 1, result.Epochs.Count - 1);
        SavesAndGoesOn(spec, trainer, device);
        Assert.Equal(RegularizedTrainings.Run(spec with { Regularizers = [], Epochs = result.Epochs.Count }, device).Bits, Bits(trainer.Save().State));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validating_after_every_step_changes_no_number(string name, bool isNormed)
    {
        var spec = Spec(name, isNormed);
        var (once, onceBits) = RegularizedTrainings.Run(spec);
        var (every, everyBits) = RegularizedTrainings.Run(spec with { ValidateEveryStep = true });
        Assert.Equal(Trainings.Text(once), Trainings.Text(every));
        Assert.Equal(onceBits, everyBits);
    }

    /// <summary>All validations of an epoch are of the same kind: in training mode they leave the average's traces in BatchNorm's statistics.</summary>
    [Fact]
    public void Validating_after_every_step_measures_the_average_each_time()
    {
        var spec = Spec("ema", isNormed: true) with { ValidateEveryStep = true, ValidateInTrainingMode = true };
        var (measured, trained) = (Measured(spec), Measured(spec with { Regularizers = [] }));
        Assert.Equal(20, measured.Count);
        Assert.Equal(trained.Count, measured.Count);

        // After the first step the average is a copy.
        Assert.Equal(trained[0], measured[0]);
        Assert.All(Enumerable.Range(1, 19), i => Assert.NotEqual(trained[i], measured[i]));

        static List<string> Measured(TrainSpec spec)
        {
            using var device = new WatchedValidations();
            using var trainer = new Trainer(spec, Trainings.Data, device);
            device.Weights = trainer.Network.ParameterValues;
            trainer.Run();
            return device.Measured;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_that_break_in_the_last_step_are_found_though_the_average_is_sound(string name, bool isNormed)
    {
        // One step an epoch; the rate is infinite as a float.
        var spec = Spec(name, isNormed) with { BatchSize = 160, Epochs = 1, Optimizer = new SGD(1e39) };
        var error = Assert.Throws<RunFailedException>(() => RegularizedTrainings.Run(spec));
        Assert.Contains("its weights are not finite numbers", error.Message, StringComparison.Ordinal);
    }

    private static void SavesAndGoesOn(TrainSpec spec, Trainer trainer, Device device)
    {
        var (bits, loss) = (Nets.Bits(trainer.Network), trainer.Test().Loss);
        var checkpoint = trainer.Save();
        Assert.Equal(bits, Nets.Bits(trainer.Network));
        Assert.NotEqual(bits, Bits(checkpoint.State));

        // Again, restored into itself, and into another trainer: nothing left to do but to put the average in.
        Assert.Equal(checkpoint.Epochs, trainer.Run().Epochs);
        Assert.Equal(bits, Nets.Bits(trainer.Network));
        Assert.Equal(Bits(checkpoint.State), Bits(trainer.Save().State));
        trainer.Restore(checkpoint);
        Assert.Equal(Bits(checkpoint.State), Nets.Bits(trainer.Network));
        trainer.Run();
        Assert.Equal(bits, Nets.Bits(trainer.Network));
        using var other = new Trainer(spec, Trainings.Data, device);
        other.Restore(checkpoint);
        other.Run();
        Assert.Equal(bits, Nets.Bits(other.Network));
        Assert.Equal(loss, other.Test().Loss);
    }

    private static TrainSpec Spec(string name, bool isNormed) =>
        (isNormed ? RegularizedTrainings.Normed : RegularizedTrainings.Spec).With(RegularizedTrainings.Strong(name)) with { MeasureTrainAccuracy = true };

    private static RowSet Rows(int[] rows)
    {
        var all = Trainings.Data.Train;
        return all.Pick(rows);
    }

    private static int[] Bits(IReadOnlyList<NamedTensor> state) => [.. state.SelectMany(tensor => tensor.Values).Select(BitConverter.SingleToInt32Bits)];

    /// <summary>What the trained weights give at each epoch's end.</summary>
    private static (Trainings.Listener Listener, List<double> Losses) Evaluations(Trainer trainer)
    {
        var losses = new List<double>();
        return (new Trainings.Listener(at =>
        {
            if (at.Finished is not null)
            {
                losses.Add(Evaluator.Evaluate(trainer.Network, Rows(trainer.Split.Valid), Trainings.Data.Task, trainer.Scaler).Loss);
            }
        }), losses);
    }

    /// <summary>Keeps the weights that the first batch of each validation met.</summary>
    private sealed class WatchedValidations : ForwardingDevice
    {
        private bool hasTrained;

        public View Weights { get; set; }

        public List<string> Measured { get; } = [];

        protected override void Around(IOperation operation, Action run)
        {
            if (operation is SoftmaxCrossEntropy loss)
            {
                if (loss.LogitsGradient.IsEmpty && hasTrained)
                {
                    Measured.Add(string.Join(' ', Weights.ToSingles()));
                }

                hasTrained = !loss.LogitsGradient.IsEmpty;
            }

            run();
        }
    }
}
