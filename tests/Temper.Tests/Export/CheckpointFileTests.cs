using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Export;

public sealed class CheckpointFileTests
{
    [Fact]
    public void A_checkpoint_comes_back_whole()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        var spec = Trainings.Spec with { Regularizers = [new EarlyStopping(), new Ema()], Epochs = 3 };
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var checkpoint = trainer.Save();

        CheckpointFile.Save(folder.Sub("run"), checkpoint);
        var back = CheckpointFile.Load(folder.Sub("run"));

        Assert.Equal(SpecJson.Write(checkpoint.Spec), SpecJson.Write(back.Spec));
        Assert.Equal(checkpoint.Epochs.Select(epoch => epoch.ValidLoss), back.Epochs.Select(epoch => epoch.ValidLoss));
        Assert.Equal(checkpoint.StepResults, back.StepResults);
        Assert.Equal(checkpoint.Epochs.Select(epoch => epoch.StepLosses), back.Epochs.Select(epoch => epoch.StepLosses));
        Assert.Equal(checkpoint.Epochs.Select(epoch => epoch.StepScores), back.Epochs.Select(epoch => epoch.StepScores));
        Assert.Equal(checkpoint.Epochs.Select(epoch => epoch.ValidScores), back.Epochs.Select(epoch => epoch.ValidScores));
        Assert.Equal(
            (checkpoint.Dataset, checkpoint.StepInEpoch, checkpoint.OptimizerSteps, checkpoint.TrainSeconds, checkpoint.ValidSeconds),
            (back.Dataset, back.StepInEpoch, back.OptimizerSteps, back.TrainSeconds, back.ValidSeconds));
        Assert.Equal(checkpoint.OptimizerScalars, back.OptimizerScalars);
        Assert.Equal(checkpoint.OptimizerStates, back.OptimizerStates);
        AssertSame(checkpoint.State, back.State);
        AssertSame(checkpoint.RegularizerState, back.RegularizerState);
        Assert.NotEmpty(back.RegularizerState);
    }

    [Fact]
    public void Batches_are_counted_on_beyond_what_a_float_holds()
    {
        const long count = (1L << 24) + 1;
        using var folder = new TempFolder();
        using var device = new CpuDevice(threads: 1);
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        var saved = trainer.Save();
        CheckpointFile.Save(folder.Sub("run"), saved with { State = Counted(saved.State) });

        using var resumed = new Trainer(Trainings.Spec, Trainings.Data, device);
        resumed.Restore(CheckpointFile.Load(folder.Sub("run")));
        Assert.Equal([count], resumed.Save().State[^1].Integers!);
        resumed.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([count + 50], resumed.Save().State[^1].Integers!);
        ModelFile.Save(folder.Sub("model"), Model.FromTrainer(resumed));
        Assert.Equal([count + 50], ModelFile.Load(folder.Sub("model")).State[^1].Integers!);

        static NamedTensor[] Counted(IReadOnlyList<NamedTensor> state) =>
            [.. state.Select(tensor => tensor.IsInteger ? NamedTensor.OfIntegers(tensor.Name, tensor.Shape, [count]) : tensor)];
    }

    [Fact]
    public void Every_property_of_a_checkpoint_comes_back()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(AwayTraining, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var checkpoint = trainer.Save() with { Name = "mine", Arithmetic = "gpu", StepInEpoch = 2, StepResults = [1, 2, 3, 4], TrainSeconds = 1.0 / 3, ValidSeconds = 1.0 / 7 };
        CheckpointFile.Save(folder.Sub("run"), checkpoint);
        var back = CheckpointFile.Load(folder.Sub("run"));

        Assert.All(Away.Settable(typeof(Checkpoint)), property =>
        {
            var text = Away.Text(property.GetValue(checkpoint));
            Assert.DoesNotContain(text, new[] { "null", "\"\"", "[]", "0" });
            Assert.Equal(text, Away.Text(property.GetValue(back)));
        });
    }

    [Fact]
    public void Every_property_of_a_model_comes_back()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(AwayTraining with { ScalerFit = ScalerFit.EachSplit }, Trainings.Data, device);

        // Where the data were is not for whom the model is passed on to.
        var model = Model.FromTrainer(trainer);
        model = model with { Dataset = model.Dataset with { Source = null }, HasDigest = true };
        ModelFile.Save(folder.Sub("model"), model);
        var back = ModelFile.Load(folder.Sub("model"));

        Assert.True(model.ScalesEachSet);
        Assert.All(Away.Settable(typeof(Model)).Where(property => property.Name is not (nameof(Model.TakesFloats) or nameof(Model.TargetScaler))), property =>
        {
            var text = Away.Text(property.GetValue(model));
            Assert.DoesNotContain(text, new[] { "null", "\"\"", "[]", "0" });
            Assert.Equal(text, Away.Text(property.GetValue(back)));
        });
    }

    /// <summary>Everything away from its default, for the data of these tests.</summary>
    private static TrainSpec AwayTraining => AwaySpecs.Together with { Layers = Trainings.Spec.Layers, BatchSize = 16, Epochs = 2, Optimizer = new Adam(), Regularizers = [new EarlyStopping()] };

    [Fact]
    public void A_long_training_of_single_rows_can_be_read_back()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var saved = trainer.Save();
        var epoch = saved.Epochs[0] with { StepLosses = new float[48_000], StepScores = new float[48_000], ValidScores = new float[12_000] };

        // As text these 20 epochs would be far more than a header may hold.
        CheckpointFile.Save(folder.Sub("run"), saved with { Epochs = [.. Enumerable.Repeat(epoch, 20)] });

        Assert.Equal(48_000, CheckpointFile.Load(folder.Sub("run")).Epochs[19].StepLosses.Length);
    }

    [Theory]
    [InlineData("checkpoint.epochs", "[null]")]
    [InlineData("checkpoint.epochs", "null")]
    [InlineData("checkpoint.epochs", "[{}]")]
    [InlineData("checkpoint.spec", "{}")]
    [InlineData("checkpoint.spec", "null")]
    [InlineData("checkpoint.step", "99999999999")]
    [InlineData("checkpoint.seconds", "1")]
    [InlineData("checkpoint.optimizer-scalars", "one two")]
    [InlineData("checkpoint.version", "1")]
    [InlineData("checkpoint.version", "2")]
    [InlineData("checkpoint.version", "6")]
    public void Metadata_that_does_not_fit_is_refused(string key, string value)
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        CheckpointFile.Save(folder.Sub("run"), trainer.Save());
        var (tensors, metadata) = SafeTensors.Load(folder.Sub("run"));
        Assert.True(metadata.ContainsKey(key));
        SafeTensors.Save(folder.Sub("run"), tensors, new Dictionary<string, string>(metadata) { [key] = value });

        Assert.DoesNotContain('\n', Assert.Throws<DataException>(() => CheckpointFile.Load(folder.Sub("run"))).Message);
    }

    private static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> received)
    {
        Assert.Equal(expected.Select(tensor => (tensor.Name, tensor.IsInteger)), received.Select(tensor => (tensor.Name, tensor.IsInteger)));
        Assert.Equal(expected.SelectMany(tensor => tensor.Shape), received.SelectMany(tensor => tensor.Shape));
        Assert.Equal(expected.SelectMany(tensor => tensor.Values), received.SelectMany(tensor => tensor.Values));
        Assert.Equal(expected.SelectMany(tensor => tensor.Integers ?? []), received.SelectMany(tensor => tensor.Integers ?? []));
    }
}
