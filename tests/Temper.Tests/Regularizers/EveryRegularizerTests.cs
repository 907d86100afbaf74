using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Tests.Devices;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>What holds for a training with any regularizer.</summary>
public sealed class EveryRegularizerTests
{
    public static TheoryData<string> Names => [.. RegularizedTrainings.Names];

    public static TheoryData<int> Lists => [.. Enumerable.Range(0, RegularizedTrainings.Together.Count)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_changes_the_training_and_trains_alike_on_the_CPU_and_the_reference(string name)
    {
        // Adam would divide roundings of tiny gradients by as tiny roots.
        var spec = RegularizedTrainings.Spec.With(RegularizedTrainings.Strong(name)) with { Optimizer = new SGD(0.1, 0.9) };
        using var reference = new ReferenceDevice();
        var exact = RegularizedTrainings.Run(spec, reference).Result;
        var (result, bits) = RegularizedTrainings.Run(spec);
        Assert.NotEqual(RegularizedTrainings.Run(spec with { Regularizers = [] }).Bits, bits);
        Assert.Equal(exact.Epochs.Count, result.Epochs.Count);
        Assert.Equal(exact.BestEpoch, result.BestEpoch);
        foreach (var (expected, actual) in exact.Epochs.Zip(result.Epochs))
        {
            Close.Absolute("step losses", [.. expected.StepLosses.Select(loss => (double)loss)], [.. actual.StepLosses.Select(loss => (double)loss)], 2e-5);
            Close.Number("validation loss", expected.ValidLoss!.Value, actual.ValidLoss!.Value, 2e-5);
            Close.Number("penalty", expected.Penalty, actual.Penalty, 1e-5 * Math.Max(1, expected.Penalty));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Interrupted_after_any_step_it_ends_with_the_same_bits(string name)
    {
        foreach (var regularizer in RegularizedTrainings.Variants(name).Skip(1).Take(2))
        {
            ResumeAnywhere(RegularizedTrainings.Spec.With(regularizer));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void So_do_many_together_with_early_stopping_beside(int list) =>
        ResumeAnywhere(RegularizedTrainings.Spec with { Regularizers = RegularizedTrainings.Together[list], Epochs = 5 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_do_not_change_a_bit(string name)
    {
        foreach (var regularizer in RegularizedTrainings.Variants(name))
        {
            var spec = RegularizedTrainings.Spec.With(regularizer) with { BatchSize = 27, DropLast = false };
            var (result, bits) = RegularizedTrainings.Run(spec, threads: 1);
            var (other, otherBits) = RegularizedTrainings.Run(spec, threads: 2);
            Assert.Equal(bits, otherBits);
            Assert.Equal(Trainings.Text(result), Trainings.Text(other));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_memory_that_it_takes_was_known_before(string name)
    {
        foreach (var regularizer in RegularizedTrainings.Variants(name))
        {
            Allocates(RegularizedTrainings.Spec.With(regularizer));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void So_was_that_of_many_together(int list) => Allocates(RegularizedTrainings.Spec with { Regularizers = RegularizedTrainings.Together[list] });

    private static void Allocates(TrainSpec spec)
    {
        using var device = new ForwardingDevice();
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        trainer.Test();
        Assert.Equal(device.Allocated, TrainerMemory.NumbersOf(spec, Trainings.Data));
    }

    private static void ResumeAnywhere(TrainSpec spec)
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var whole = new Trainer(spec, Trainings.Data, device);
        var uninterrupted = whole.Run();
        var (bits, trained) = (Nets.Bits(whole.Network), Bits(whole.Save().State));
        for (var step = 1; step <= uninterrupted.Steps; step++)
        {
            var path = folder.Sub("run.safetensors");
            using (var stopped = new Trainer(spec, Trainings.Data, device, new Trainings.HastyClock()))
            {
                using var stop = new CancellationTokenSource();
                var last = step;
                try
                {
                    stopped.Run(
                        new Trainings.Listener(at =>
                        {
                            // Half of them between an epoch's last step and its validation, half of them behind that.
                            if (((at.Epoch - 1) * at.StepsPerEpoch) + at.Step >= last && (at.Step < at.StepsPerEpoch || last % 2 == 0 || at.Finished is not null))
                            {
                                stop.Cancel();
                            }
                        }),
                        stop.Token);
                }
                catch (OperationCanceledException)
                {
                }

                CheckpointFile.Save(path, stopped.Save());
            }

            var checkpoint = CheckpointFile.Load(path);
            using var trainer = new Trainer(checkpoint.Spec, Trainings.Data, device);
            trainer.Restore(checkpoint);
            var resumed = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(Trainings.Text(uninterrupted), Trainings.Text(resumed));
            Assert.Equal((uninterrupted.Steps, uninterrupted.BestEpoch), (resumed.Steps, resumed.BestEpoch));
            Assert.Equal(bits, Nets.Bits(trainer.Network));
            Assert.Equal(trained, Bits(trainer.Save().State));
        }
    }

    private static int[] Bits(IReadOnlyList<NamedTensor> state) => [.. state.SelectMany(tensor => tensor.Values).Select(BitConverter.SingleToInt32Bits)];
}
