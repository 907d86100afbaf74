using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Tests.Devices;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>A training that is cancelled, saved to a file and continued ends with the bits of one that never stopped.</summary>
public sealed class ResumeTests
{
    private static readonly EarlyStopping Stopping = new(Patience: 3, MinDelta: 0.5);

    private static readonly Dictionary<string, TrainSpec> Specs = new()
    {
        ["plain"] = Trainings.Spec,
        ["early stopping"] = Trainings.Spec with { Regularizers = [Stopping], Epochs = 9, MeasureTrainAccuracy = true },
        ["validating in training mode"] = Trainings.Spec with { ValidateInTrainingMode = true, AverageByBatches = true },
        ["validating every step"] = Trainings.Spec with { ValidateEveryStep = true, DropLast = false },
        ["both"] = Trainings.Spec with { ValidateInTrainingMode = true, ValidateEveryStep = true, Regularizers = [Stopping] },
        ["NAdam, one cycle, plain average"] = Trainings.Spec with
        {
            Optimizer = new NAdam(0.01),
            Schedule = new WarmUp(7, Then: new OneCycleLR()),
            Layers = [new Linear(8), new BatchNorm1d(Momentum: null), new ReLU(), new Linear(5)],
            Regularizers = [new GradientClipping(0.5), new LabelSmoothing()],
        },
        ["ASGD"] = Trainings.Spec with { Optimizer = new ASGD(0.05, T0: 12), ScalerFit = ScalerFit.EachSplit, Stratified = true },
        ["Rprop"] = Trainings.Spec with { Optimizer = new Rprop() },
        ["Adagrad"] = Trainings.Spec with { Optimizer = new Adagrad(InitialAccumulatorValue: 0.3), Schedule = new StepLR(2) },
        ["momentum"] = Trainings.Spec with { Optimizer = new SGD(0.05, 0.9, 0.3) },
    };

    public static TheoryData<string> Names => [.. Specs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_resumed_run_ends_with_the_same_bits(string name)
    {
        var spec = Specs[name];
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        var (uninterrupted, bits) = Trainings.Run(spec, device);
        var steps = (int)uninterrupted.Steps;
        var random = new Philox(spec.Seed, RandomPurpose.Test, 5);
        for (var trial = 0; trial < 12; trial++)
        {
            // One or two interruptions, anywhere: after a step, or after the epoch that ends with it.
            var path = folder.Sub("run.safetensors");
            var first = 1 + random.Below(2 * trial, steps - 1);
            Assert.True(InterruptAt(spec, device, first, path, resume: false));
            var second = first + 1 + random.Below((2 * trial) + 1, steps);
            InterruptAt(spec, device, second, path, resume: true);

            var checkpoint = CheckpointFile.Load(path);
            using var trainer = new Trainer(checkpoint.Spec, Trainings.Data, device);
            trainer.Restore(checkpoint);
            var resumed = trainer.Run(cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(Trainings.Text(uninterrupted), Trainings.Text(resumed));
            Assert.Equal(uninterrupted.Steps, resumed.Steps);
            Assert.Equal(uninterrupted.BestEpoch, resumed.BestEpoch);
            Assert.Equal(bits, Nets.Bits(trainer.Network));
        }
    }

    [Fact]
    public void A_cancelled_trainer_can_go_on_by_itself()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device, new Trainings.HastyClock());
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(new Trainings.Listener(at => CancelAt(at, 13, stop)), stop.Token));

        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Trainings.Run(Trainings.Spec).Bits, Nets.Bits(trainer.Network));
    }

    [Fact]
    public void A_checkpoint_of_other_data_is_refused()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        var checkpoint = trainer.Save();

        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { Dataset = checkpoint.Dataset with { Hash = new string('0', 64) } }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { Dataset = checkpoint.Dataset with { Hash = null } }));
    }

    [Fact]
    public void A_checkpoint_that_contradicts_itself_is_refused()
    {
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        var checkpoint = trainer.Save();

        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { StepInEpoch = -1 }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { StepInEpoch = 11, StepResults = new float[22] }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { StepInEpoch = 3, StepResults = new float[4] }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { StepResults = new float[2] }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { OptimizerScalars = [1] }));
        Assert.Throws<SpecException>(() => trainer.Restore(checkpoint with { OptimizerSteps = 3 }));
        trainer.Restore(checkpoint);
    }

    [Fact]
    public void A_checkpoint_knows_its_arithmetic_and_other_devices_refuse_it()
    {
        using var folder = new TempFolder();
        using var gpu = new ForwardingDevice();
        using var cpu = new CpuDevice();
        using var onGpu = new Trainer(Trainings.Spec, Trainings.Data, gpu);
        using var onCpu = new Trainer(Trainings.Spec, Trainings.Data, cpu);
        CheckpointFile.Save(folder.Sub("gpu"), onGpu.Save());
        CheckpointFile.Save(folder.Sub("cpu"), onCpu.Save());

        var (fromGpu, fromCpu) = (CheckpointFile.Load(folder.Sub("gpu")), CheckpointFile.Load(folder.Sub("cpu")));
        Assert.Equal(("gpu", ""), (fromGpu.Arithmetic, fromCpu.Arithmetic));
        Assert.DoesNotContain("checkpoint.arithmetic", SafeTensors.Load(folder.Sub("cpu")).Metadata.Keys);
        Assert.Contains("\"gpu\"", Assert.Throws<SpecException>(() => onCpu.Restore(fromGpu)).Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => onGpu.Restore(fromCpu));
        onGpu.Restore(fromGpu);
        onCpu.Restore(fromCpu);
    }

    private static bool InterruptAt(TrainSpec spec, Device device, int step, string path, bool resume)
    {
        using var trainer = new Trainer(spec, Trainings.Data, device, new Trainings.HastyClock());
        if (resume)
        {
            trainer.Restore(CheckpointFile.Load(path));
        }

        using var stop = new CancellationTokenSource();
        try
        {
            trainer.Run(new Trainings.Listener(at => CancelAt(at, step, stop)), stop.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            CheckpointFile.Save(path, trainer.Save());
            return true;
        }
    }

    private static void CancelAt(TrainProgress at, int step, CancellationTokenSource stop)
    {
        if (((at.Epoch - 1) * at.StepsPerEpoch) + at.Step >= step)
        {
            stop.Cancel();
        }
    }
}
