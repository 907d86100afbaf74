using Microsoft.ML.OnnxRuntime;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Devices;
using Temper.Export;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Prediction;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Temper.Tests.Export;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>Rows of floats from the trainer to the application: values and classes learned, measured, resumed, saved, predicted, exported.</summary>
public sealed class TabularTests
{
    private static readonly Dataset Values = FixedTraining.Table(rows: 400, columns: 6, seed: 9);

    private static readonly Dataset Classes = FixedTraining.ClassTable(rows: 400, columns: 6, seed: 9, classes: 2);

    private static readonly TrainSpec Spec = new()
    {
        Layers = [new Linear(24), new BatchNorm1d(), new ReLU(), new Linear(1)], Optimizer = new Adam(0.01), BatchSize = 16, Epochs = 15, Seed = 5,
    };

    private static TrainSpec Two => Spec with { Layers = [.. Spec.Layers.SkipLast(1), new Linear(2)] };

    [Fact]
    public void A_value_is_learned_and_its_scores_are_in_its_unit()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Spec with { MeasureTrainAccuracy = true }, Values, device);
        var result = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var test = trainer.Test();

        var (truth, guesses) = (Values.Test.Values, test.Values);
        var errors = truth.Zip(guesses, (value, guess) => (double)(value - guess)).ToArray();
        var mean = truth.Average(value => (double)value);
        var rmse = Math.Sqrt(errors.Average(error => error * error));
        Assert.Equal(rmse, test.Score, 1e-4 * rmse);
        Assert.Equal(1 - (errors.Sum(error => error * error) / truth.Sum(value => (value - mean) * (value - mean))), test.Scores[1], 1e-4);
        Assert.Equal([test.Score], test.Scores.Take(1));
        Assert.True(test.Scores[1] > 0.7, $"R2 is {test.Scores[1]}");
        Assert.Empty(test.Guesses);
        Assert.Equal(0, test.Wrong);

        // Epochs are measured in kg too; the step scores of an epoch are its batches'.
        var last = result.Epochs[^1];
        Assert.True(last.TrainScoreInEvaluation < result.Epochs[0].TrainScoreInEvaluation);
        Assert.InRange(last.ValidScore!.Value, 0.1, Math.Sqrt(truth.Average(value => (value - mean) * (value - mean))));
        Assert.Equal(last.StepScores.Average(score => (double)score), last.TrainScore, 1e-9);
        Assert.Equal(
            Evaluator.Evaluate(trainer.Network, Values.Train.Pick(trainer.Split.Valid), Values.Task, trainer.Scaler, trainer.TargetScaler).Score, last.ValidScore.Value, 1e-9);
    }

    [Fact]
    public void Inputs_and_values_are_scaled_by_the_training_split_alone()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Spec, Values, device);
        var train = Values.Train.Pick(trainer.Split.Train);
        Assert.Equal(new Robust().Fit(train.Inputs, [], "train").Centre, trainer.Scaler.Centre);
        Assert.Equal(train.Values.Average(value => (double)value), trainer.TargetScaler!.Centre[0], 1e-4);
        using var other = new Trainer(Spec with { Scaling = new Standard() }, Values, device);
        Assert.Equal(new Standard().Fit(train.Inputs, [], "train").Divisor, other.Scaler.Divisor);
    }

    [Theory]
    [InlineData("values")]
    [InlineData("Huber, regularized")]
    [InlineData("classes")]
    public void A_resumed_training_ends_with_the_same_bits(string kind)
    {
        var (spec, data) = kind switch
        {
            "classes" => (Two with { Regularizers = [new MixUp(), new LabelNoise()] }, Classes),
            "values" => (Spec with { Regularizers = [new EarlyStopping(3)] }, Values),
            _ => (Spec with { Loss = new Huber(0.5), Regularizers = [new MixUp(), new Ema(), new GaussianNoise(), new L1()], Scaling = new MinMax(-1, 1) }, Values),
        };
        spec = spec with { Epochs = 4 };
        using var device = new CpuDevice();
        using var whole = new Trainer(spec, data, device);
        var expected = whole.Run(cancellationToken: TestContext.Current.CancellationToken);
        using var folder = new TempFolder();
        foreach (var step in new[] { 1, 7, (int)expected.Steps / 2, (int)expected.Steps - 1 })
        {
            using var stop = new CancellationTokenSource();
            using (var first = new Trainer(spec, data, device, new Trainings.HastyClock()))
            {
                var seen = 0;
                Assert.Throws<OperationCanceledException>(() => first.Run(
                    new Trainings.Listener(at =>
                    {
                        if (at.Finished is null && ++seen == step)
                        {
                            stop.Cancel();
                        }
                    }),
                    stop.Token));
                CheckpointFile.Save(folder.Sub("checkpoint"), first.Save());
            }

            using var resumed = new Trainer(spec, data, device);
            resumed.Restore(CheckpointFile.Load(folder.Sub("checkpoint"), TestContext.Current.CancellationToken));
            Assert.Equal(Trainings.Text(expected), Trainings.Text(resumed.Run(cancellationToken: TestContext.Current.CancellationToken)));
            Assert.Equal(Nets.Bits(whole.Network), Nets.Bits(resumed.Network));
        }
    }

    [Fact]
    public void Early_stopping_keeps_the_epoch_of_the_least_error()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Spec with { Epochs = 40, Optimizer = new Adam(0.05), Regularizers = [new EarlyStopping(3)] }, Values, device);
        var result = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(result.Epochs.Count, 4, 39);
        Assert.Equal(result.Epochs.MinBy(epoch => epoch.ValidScore)!.Epoch, result.BestEpoch);
        var valid = Evaluator.Evaluate(trainer.Network, Values.Train.Pick(trainer.Split.Valid), Values.Task, trainer.Scaler, trainer.TargetScaler);
        Assert.Equal(result.Epochs.Min(epoch => epoch.ValidScore!.Value), valid.Score, 1e-9);
    }

    [Fact]
    public void Balanced_accuracy_counts_classes_alike()
    {
        // 9 of 10 rows are of class 0: who always guesses it is right in 90%, and in half of the classes.
        var rows = new RowSet(new FloatRows([.. Enumerable.Range(0, 20).Select(i => (float)i)], Shape.Row(1)), [.. Enumerable.Range(0, 20).Select(i => i % 10 == 9 ? 1 : 0)]);
        using var device = new CpuDevice();
        using var network = new Network([new Linear(3)], Shape.Row(1), device, 8);
        network.LoadState([new NamedTensor("0.weight", [3, 1], new float[3]), new NamedTensor("0.bias", [3], [1, 0, 0])]);
        var evaluation = Evaluator.Evaluate(network, rows, new Classification(["a", "b", "never"]), new Scaler([0f], [1f]));
        Assert.Equal((90.0, 2), (evaluation.Score, evaluation.Wrong));
        Assert.Equal([90, 50], evaluation.Scores);
    }

    [Fact]
    public void A_model_of_values_predicts_raw_rows_with_the_evaluators_bits_from_a_file_and_in_ONNX_Runtime()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Spec with { Epochs = 2 }, Values, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var expected = trainer.Test().Values;
        using var folder = new TempFolder();
        ModelFile.Save(folder.Sub("model"), Model.FromTrainer(trainer));
        var model = ModelFile.Load(folder.Sub("model"), TestContext.Current.CancellationToken);
        Assert.Equal((new Regression("kg"), true, Shape.Row(6)), (model.Task, model.TakesFloats, model.Input));

        var raw = ((FloatRows)Values.Test.Inputs).Values;
        foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
        {
            using var predictor = new Predictor(model, threads: 2, set);
            var received = new float[expected.Length];
            Assert.Equal(expected.Length, predictor.PredictValues(raw, received));
            Assert.Equal(expected, received);
            predictor.PredictValues(raw.AsSpan(6, 6), received);
            Assert.Equal(expected[1], received[0]);
            Assert.Contains("call PredictValues", Assert.Throws<InvalidOperationException>(() => predictor.PredictClass(raw.AsSpan(0, 6))).Message, StringComparison.Ordinal);
            Assert.Contains("received bytes", Assert.Throws<InvalidOperationException>(() => predictor.PredictValues(new byte[6], received)).Message, StringComparison.Ordinal);
        }

        OnnxRuntimePlatform.SkipUnlessSupported();
        var onnx = InOnnxRuntime(model, new OnnxOptions { Softmax = true }, raw, OnnxFile.ValuesName);
        Close.Relative("values", [.. expected.Select(value => (double)value)], [.. onnx.Select(value => (double)value)], 1e-5);
    }

    [Fact]
    public void A_model_of_classes_of_a_table_is_the_same_in_the_predictor_and_in_ONNX_Runtime()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Two with { Scaling = new Standard() }, Classes, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var test = trainer.Test();
        Assert.True(test.Score > 80, $"accuracy is {test.Score}");
        var model = Model.FromTrainer(trainer);
        var raw = ((FloatRows)Classes.Test.Inputs).Values;
        using var predictor = new Predictor(model);
        var guesses = new int[test.Rows];
        predictor.PredictClasses(raw, guesses);
        Assert.Equal(test.Guesses, guesses);
        Assert.Throws<InvalidOperationException>(() => predictor.PredictValues(raw, new float[test.Rows]));
        OnnxRuntimePlatform.SkipUnlessSupported();
        var logits = new float[2 * test.Rows];
        predictor.PredictLogits(raw, logits);
        Close.Relative(
            "logits", [.. logits.Select(value => (double)value)],
            [.. InOnnxRuntime(model, new OnnxOptions(), raw, OnnxFile.LogitsName).Select(value => (double)value)], 1e-5);
    }

    [Fact]
    public void A_loss_or_regularizer_of_the_other_task_is_refused()
    {
        using var device = new CpuDevice();
        Refused(Spec with { Loss = new CrossEntropy() }, Values, "use SquaredError or Huber");
        Refused(Spec with { Regularizers = [new LabelSmoothing()] }, Values, "CrossEntropy, with label smoothing or without, is a loss for classes");
        Refused(Two with { Loss = new SquaredError() }, Classes, "SquaredError is a loss for numbers, the data have classes");
        Refused(Spec with { Regularizers = [new LabelNoise()] }, Values, "label-noise replaces classes");
        Refused(Spec with { Stratified = true }, Values, "A stratified split gives each class its share");
        Refused(Two, Values, "weights has one value to be predicted, the net's last layer gives 2; make it Linear(1)");
        Refused(Spec, Classes, "many has 2 classes, the net's last layer gives 1; make it Linear(2)");
        var flat = Dataset.FromArrays(new float[,] { { 1 }, { 2 }, { 3 } }, [5f, 5f, 5f], new ArrayOptions { TestShare = 0 });
        Assert.Contains("the same in all 3 training rows", Assert.Throws<DataException>(() => new Trainer(Spec, flat, device)).Message, StringComparison.Ordinal);

        void Refused(TrainSpec spec, Dataset data, string expected)
        {
            var message = Assert.Throws<SpecException>(() => new Trainer(spec, data, device)).Message;
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void The_reference_trains_a_table_as_the_processor_does()
    {
        var spec = Spec with { Epochs = 1, BatchSize = 32 };
        using var cpu = new CpuDevice();
        using var reference = new ReferenceDevice();
        using var fast = new Trainer(spec, Values, cpu);
        using var exact = new Trainer(spec, Values, reference);
        var (one, other) = (fast.Run(cancellationToken: TestContext.Current.CancellationToken), exact.Run(cancellationToken: TestContext.Current.CancellationToken));
        Close.Relative("losses", [.. other.Epochs[0].StepLosses.Select(loss => (double)loss)], [.. one.Epochs[0].StepLosses.Select(loss => (double)loss)], 1e-4);
        Assert.Equal(exact.Test().Score, fast.Test().Score, 5e-3 * exact.Test().Score);
    }

    private static float[] InOnnxRuntime(Model model, OnnxOptions options, float[] raw, string output)
    {
        using var file = new MemoryStream();
        OnnxFile.Write(file, model, options);
        using var session = new InferenceSession(file.ToArray());
        long[] shape = [raw.Length / model.Input.Features, model.Input.Features];
        using var input = OrtValue.CreateTensorValueFromMemory(raw, shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [OnnxFile.InputName], [input], [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
