using Temper.Devices;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Devices;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class TrainerMemoryTests
{
    private static readonly Dictionary<string, TrainSpec> Specs = new()
    {
        ["plain"] = Trainings.Spec,
        ["no validation"] = Trainings.Spec with { ValidFraction = 0 },
        ["three states"] = Trainings.Spec with { Optimizer = new Adam(AMSGrad: true) },
        ["no state, training accuracy measured"] = Trainings.Spec with { Optimizer = new SGD(), MeasureTrainAccuracy = true },
        ["training accuracy measured on a few"] = Trainings.Spec with { MeasureTrainAccuracy = true, MeasureTrainRows = 3 },
        ["a batch larger than the data"] = Trainings.Spec with { BatchSize = 1000, DropLast = false },
        ["the best epoch kept"] = Trainings.Spec.With(new EarlyStopping(2)),
        ["an average of the weights"] = Trainings.Spec.With(new Ema()),
        ["labels of its own"] = Trainings.Spec.With(new LabelNoise()),
        ["wide"] = Trainings.Spec with { Layers = [new Linear(700), new BatchNorm1d(), new ReLU(), new Dropout(0.5), new Linear(600), new ReLU(), .. Trainings.Spec.Layers] },
    };

    public static TheoryData<string> Names => [.. Specs.Keys, .. OptimizerCatalog.Names];

    private static TrainSpec Spec(string name) => Specs.GetValueOrDefault(name) ?? Trainings.Spec with { Optimizer = OptimizerCatalog.Create(name) };

    /// <summary>Nothing is given back before a training's end, so that what was ever allocated is what was needed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_what_a_training_and_its_test_allocate(string name)
    {
        using var device = new ForwardingDevice();
        using var trainer = new Trainer(Spec(name), Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        trainer.Test();

        Assert.Equal(device.Allocated, TrainerMemory.NumbersOf(Spec(name), Trainings.Data));
        using var processor = new Temper.Devices.Cpu.CpuDevice(threads: 1);
        var need = TrainerMemory.Of(Spec(name), Trainings.Data, processor);
        Assert.InRange(need.Scratch, device.Scratch, long.MaxValue);
        Assert.Equal(need.DeviceBytes, 4 * (need.Numbers + need.Scratch));
    }

    /// <summary>Where a net is large enough to matter, scratch too is known well.</summary>
    [Theory]
    [InlineData(128, 2000)]
    [InlineData(64, 1500, 1000)]
    [InlineData(16, 3000)]
    public void All_bytes_of_a_large_net_are_known_well(int batch, params int[] widths)
    {
        var spec = Trainings.Spec with { BatchSize = batch, DropLast = false, Layers = [.. widths.SelectMany(width => new LayerSpec[] { new Linear(width), new ReLU() }), .. Trainings.Spec.Layers] };
        using var device = new ForwardingDevice();
        using var trainer = new Trainer(spec with { Epochs = 1 }, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        trainer.Test();

        using var processor = new Temper.Devices.Cpu.CpuDevice(threads: 1);
        var need = TrainerMemory.Of(spec, Trainings.Data, processor);
        var real = 4 * (device.Allocated + device.Scratch);
        Assert.InRange(need.DeviceBytes, 0.9 * real, 1.5 * real);
    }

    [Fact]
    public void The_host_s_copies_are_those_of_the_state_dict()
    {
        using var device = new ReferenceDevice();
        var spec = Specs["wide"];
        using var trainer = new Trainer(spec, Trainings.Data, device);
        var state = 4L * trainer.Network.State().Where(tensor => tensor.Integers is null).Sum(tensor => (long)tensor.Values.Length);
        var need = TrainerMemory.Of(spec, Trainings.Data, device);

        Assert.Equal(state, need.ModelBytes);
        Assert.Equal(state * (1 + spec.Optimizer.StateCount), need.CheckpointBytes);
        Assert.Equal(4L * trainer.Network.Parameters.Max(parameter => parameter.Length), need.HostBytes);
        Assert.Equal(2 * state, TrainerMemory.Of(spec.With(new EarlyStopping(2)), Trainings.Data, device).HostBytes);
        Assert.Equal(state * (2 + spec.Optimizer.StateCount), TrainerMemory.Of(spec.With(new Ema()), Trainings.Data, device).CheckpointBytes);
        Assert.Equal(8 * need.Numbers, need.DeviceBytes);
    }

    [Fact]
    public void What_can_be_said_without_data_is_never_too_much()
    {
        foreach (var spec in Names.Select(name => Spec(name.Data)))
        {
            var (least, need) = (TrainerMemory.LeastOf(spec), TrainerMemory.Of(spec, Trainings.Data));
            Assert.True(least.DeviceBytes <= need.DeviceBytes && least.HostBytes <= need.HostBytes && least.ModelBytes <= need.ModelBytes, "less");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_that_does_not_fit_is_refused_before_anything_is_allocated(string name)
    {
        var spec = Spec(name);
        var need = TrainerMemory.Of(spec, Trainings.Data);
        var bytes = need.DeviceBytes + need.HostBytes;
        using (var device = new Small(bytes))
        {
            using var trainer = new Trainer(spec, Trainings.Data, device);
        }

        using var smaller = new Small(bytes - 1);
        var error = Assert.Throws<NotEnoughMemoryException>(() => new Trainer(spec, Trainings.Data, smaller));
        Assert.Equal(0, smaller.Allocated);
        Assert.Contains($" of {spec.Optimizer.GetType().Name}) needs ", error.Message, StringComparison.Ordinal);
        Assert.Contains("; make the net or the batch smaller", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_huge_net_is_refused_in_no_time_by_every_device_of_this_machine()
    {
        var memory = new HostMemory(() => new MemoryFigures(1L << 34, 1L << 33));
        var spec = Trainings.Spec with { Layers = [new Linear(30_000), new ReLU(), new Linear(30_000), new ReLU(), .. Trainings.Spec.Layers] };
        using var processor = new Temper.Devices.Cpu.CpuDevice(memory: memory);
        using var reference = new ReferenceDevice(memory);
        foreach (var device in new Device[] { processor, reference })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<NotEnoughMemoryException>(() => new Trainer(spec, Trainings.Data, device));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_training_that_cannot_be_is_refused() =>
        Assert.Throws<SpecException>(() => TrainerMemory.NumbersOf(Trainings.Spec with { Layers = [new Linear(4)] }, Trainings.Data));

    /// <summary>A device of a machine with so many bytes.</summary>
    private sealed class Small(long bytes) : ForwardingDevice
    {
        public override HostMemory? Memory { get; } = new(() => new MemoryFigures(bytes, bytes));
    }
}
