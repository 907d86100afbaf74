using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Learns()
    {
        var (result, _) = Trainings.Run(Trainings.Spec with { Epochs = 20 });
        Assert.True(result.Epochs[^1].ValidScore > 60, $"{result.Epochs[^1].ValidScore} % of 5 classes after 20 epochs");
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss / 2);
    }

    [Fact]
    public void Many_nets_side_by_side_equal_single_runs()
    {
        var specs = Enumerable.Range(0, 12)
            .Select(i => Trainings.Spec with { Seed = (ulong)i, Layers = i % 2 == 0 ? Trainings.Spec.Layers : [new Linear(20), new ReLU(), new Linear(5)] })
            .ToArray();
        var alone = specs.Select(spec => Trainings.Run(spec).Bits).ToArray();

        var together = new int[specs.Length][];
        Parallel.For(0, specs.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Trainings.Run(specs[i]).Bits);

        Assert.Equal(alone, together);
        Assert.Equal(specs.Length, alone.Select(bits => string.Join(' ', bits)).Distinct().Count());
    }

    [Fact]
    public void Evaluation_of_a_row_does_not_depend_on_the_others_of_its_batch()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec with { BatchSize = 37, Epochs = 1 }, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var state = trainer.Network.State();
        var input = Nets.Uniforms(1, 1, 1, 37 * 36);
        using var wide = new NetRun(device, Trainings.Spec.Layers, 36, 37);
        wide.Network.LoadState(state);
        wide.Evaluate(input, new byte[37]);
        foreach (var rows in new[] { 1, 2, 5, 12, 13, 36 })
        {
            using var narrow = new NetRun(device, Trainings.Spec.Layers, 36, rows);
            narrow.Network.LoadState(state);
            for (var start = 0; start + rows <= 37; start += rows)
            {
                narrow.Evaluate(input[(start * 36)..((start + rows) * 36)], new byte[rows]);
                Assert.Equal(wide.Logits[(start * 5)..((start + rows) * 5)], narrow.Logits);
            }
        }
    }

    [Fact]
    public void Nets_with_and_without_batch_norm_and_dropout_start_from_the_same_weights()
    {
        using var device = new CpuDevice();
        var sizes = new[] { 36, 20, 20, 20, 5 };
        var start = Linears("M1");
        Assert.Equal(8, start.Count);
        Assert.All(["M2", "M3", "M4", "M5", "M4sound", "M5sound"], model => Assert.Equal(start, Linears(model)));

        Dictionary<string, string> Linears(string model)
        {
            using var network = new Network(Nets.Model(model, sizes, 0.3), 36, device, 1);
            network.Initialize(99);
            return network.State().Where(tensor => !tensor.Name.StartsWith("bn", StringComparison.Ordinal))
                .ToDictionary(tensor => tensor.Name, tensor => string.Join(' ', tensor.Values));
        }
    }

    [Fact]
    public void Validating_after_every_step_changes_no_number()
    {
        var (once, onceBits) = Trainings.Run(Trainings.Spec);
        var (every, everyBits) = Trainings.Run(Trainings.Spec with { ValidateEveryStep = true });

        Assert.Equal(Trainings.Text(once), Trainings.Text(every));
        Assert.Equal(onceBits, everyBits);
    }

    [Fact]
    public void Validating_in_training_mode_moves_the_running_statistics_and_nothing_else()
    {
        var spec = Trainings.Spec with { Epochs = 1, Layers = [new Linear(9), new BatchNorm1d() { Name = "bn" }, new ReLU(), new Linear(5)] };
        var plain = State(spec);
        var forgotten = State(spec with { ValidateInTrainingMode = true });
        Assert.Equal(["bn.running_mean", "bn.running_var", "bn.num_batches_tracked"], plain.Keys.Where(name => plain[name] != forgotten[name]));

        static Dictionary<string, string> State(TrainSpec spec)
        {
            using var device = new CpuDevice();
            using var trainer = new Trainer(spec, Trainings.Data, device);
            trainer.Run();
            return trainer.Network.State().ToDictionary(tensor => tensor.Name, tensor => string.Join(' ', tensor.Values));
        }
    }

    [Fact]
    public void Recorded_numbers_are_what_they_say()
    {
        var (result, _) = Trainings.Run(Trainings.Spec with { MeasureTrainAccuracy = true, Epochs = 3 });
        Assert.Equal(30, result.Steps);
        Assert.Equal(0, result.DroppedRows);
        foreach (var epoch in result.Epochs)
        {
            Assert.Equal(10, epoch.StepLosses.Length);
            Assert.Equal(3, epoch.ValidScores.Length);
            Assert.Equal(epoch.StepLosses.Average(loss => (double)loss), epoch.Loss, 12);
            Assert.Equal(epoch.StepScores.Average(accuracy => (double)accuracy), epoch.TrainScore, 12);

            // 40 rows in batches of 16, 16 and 8.
            var rows = (16 * epoch.ValidScores[0]) + (16 * epoch.ValidScores[1]) + (8 * epoch.ValidScores[2]);
            Assert.Equal(rows / 40.0, epoch.ValidScore!.Value, 4);
            Assert.InRange(epoch.TrainScoreInEvaluation!.Value, 0, 100);
            Assert.True(epoch.Penalty > 0);
        }

        // The first 32 of the split's 160 training rows, in evaluation mode: what a set of those images alone gives.
        var measuring = Trainings.Spec with { MeasureTrainAccuracy = true, MeasureTrainRows = 32, Epochs = 1 };
        using var device = new CpuDevice();
        using var trainer = new Trainer(measuring, Trainings.Data, device);
        var measured = trainer.Run(cancellationToken: TestContext.Current.CancellationToken).Epochs[0].TrainScoreInEvaluation!.Value;
        var all = Trainings.Data.Train;
        int[] first = [.. trainer.Split.Train.Take(32)];
        var sample = all.Pick(first);
        Assert.Equal(Evaluator.Evaluate(trainer.Network, sample, trainer.Dataset.Task, trainer.Scaler).Score, measured);
        Assert.Throws<SpecException>(() => (measuring with { MeasureTrainRows = 0 }).Validate());

        // Few rows are the first of the split, and validation stays as it is.
        var few = Trainings.Spec with { TrainRows = 32 };
        Assert.Equal(first, few.SplitOf(Trainings.Data).Train);
        Assert.Equal(trainer.Split.Valid, few.SplitOf(Trainings.Data).Valid);
        Assert.Equal(trainer.Split.Train, (few with { TrainRows = 161 }).SplitOf(Trainings.Data).Train);
        Assert.Throws<SpecException>(() => (few with { TrainRows = 0 }).Validate());

        var (byBatches, _) = Trainings.Run(Trainings.Spec with { AverageByBatches = true, Epochs = 1 });
        Assert.Equal(byBatches.Epochs[0].ValidScores.Average(accuracy => (double)accuracy), byBatches.Epochs[0].ValidScore!.Value, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_diverges_fails_with_its_step(bool reportsEveryStep)
    {
        var spec = Trainings.Spec with
        {
            Layers = [new Linear(12), new ReLU(), new Linear(5)],
            Optimizer = new SGD(1e30),
            Schedule = new Constant(),
        };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device, reportsEveryStep ? new Trainings.HastyClock() : null);

        var error = Assert.Throws<RunFailedException>(() => trainer.Run(cancellationToken: TestContext.Current.CancellationToken));

        // Step by step: the first loss that is not finite.
        using var slow = new Trainer(spec, Trainings.Data, device);
        slow.BeginEpoch();
        var step = 0;
        do
        {
            slow.Step();
            step++;
        }
        while (float.IsFinite(slow.Save().StepResults[2 * (step - 1)]));
        Assert.InRange(step, 2, 4);
        Assert.Equal(step, error.Step);
        Assert.Contains(FormattableString.Invariant($"step {step} "), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Specs_that_do_not_fit_the_data_are_refused_in_one_line()
    {
        using var device = new CpuDevice();
        TrainSpec[] wrong =
        [
            Trainings.Spec with { Layers = [new Linear(4)] },
            Trainings.Spec with { Layers = [new Linear(5, InFeatures: 35)] },
            Trainings.Spec with { Layers = [new Linear(0), new Linear(5)] },
            Trainings.Spec with { Layers = [new Dropout(1.5), new Linear(5)] },
            Trainings.Spec with { Layers = [] },
            Trainings.Spec with { BatchSize = 161 },
            Trainings.Spec with { BatchSize = 53, DropLast = false },
            Trainings.Spec with { BatchSize = 1 },
            Trainings.Spec with { Optimizer = new Adam(-1) },
            Trainings.Spec with { Schedule = new OneCycleLR(), Optimizer = new SGD() },
            Trainings.Spec.With(new LabelSmoothing(1.5)),
            Trainings.Spec with { Epochs = 0 },
            Trainings.Spec with { ValidFraction = 1 },
            Trainings.Spec with { ValidFraction = 0, Regularizers = [new EarlyStopping()] },
            Trainings.Spec.With(new GradientClipping(0)),
        ];
        Assert.All(wrong, spec =>
        {
            var error = Assert.Throws<SpecException>(() => new Trainer(spec, Trainings.Data, device).Dispose());
            Assert.DoesNotContain('\n', error.Message);
        });
    }
}
