using Temper.Cli.Options;
using Temper.Data;
using Temper.Devices;
using Temper.Gpu;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tests.Child;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class DeviceChoiceTests
{
    private static readonly Lazy<Dataset> ChapterImages = new(() => FixedTraining.Images(rows: 5 * 128 * 5 / 4, side: 28, seed: 3, classes: 10));

    private static readonly DeviceWork Small = new([Trainings.Spec], Trainings.Data);

    /// <summary>Some 10^15 operations: minutes on a processor.</summary>
    private static readonly DeviceWork Large = new(
        [.. Enumerable.Repeat(new TrainSpec { Layers = [new Linear(100_000), new ReLU(), new Linear(100_000), new ReLU(), new Linear(5)], BatchSize = 100 }, 100)], Trainings.Data, InBatches: true);

    [Fact]
    public void The_processor_by_name_asks_no_driver()
    {
        var gpus = new FakeGpus { Count = 1 };
        using var choice = new DeviceChoice(Ask("cpu"), gpus);
        using var device = choice.Single(Large);

        Assert.Equal(("cpu", 0), (device.Name, gpus.Asked));
        Assert.Equal((" --device cpu", ""), (choice.Words, choice.Reason));
    }

    [Fact]
    public void A_gpu_by_name_is_taken_at_once_however_small_the_work()
    {
        var gpus = new FakeGpus { Count = 2 };
        using var choice = new DeviceChoice(Ask("gpu:1", "tf32"), gpus);
        using var device = choice.Single(Small);

        Assert.Equal((1, GpuPrecision.Tf32), Assert.Single(gpus.Opened));
        Assert.Equal("gpu-tf32", device.Arithmetic);
        Assert.Equal((" --device gpu:1 --precision tf32", ""), (choice.Words, choice.Reason));
    }

    [Theory]
    [InlineData(0, "gpu", "There is no device \"gpu\": the driver is not there; use --device cpu.")]
    [InlineData(2, "gpu:2", "There is no device \"gpu:2\"; there are cpu, gpu:0 (Test GPU A), gpu:1 (Test GPU B).")]
    public void A_gpu_that_is_not_there_is_refused_with_what_there_is(int count, string name, string message) =>
        Assert.Equal(message, Assert.Throws<SpecException>(() => new DeviceChoice(Ask(name), new FakeGpus { Count = count })).Message);

    [Fact]
    public void A_gpu_that_cannot_be_used_is_an_error_when_named_and_a_reason_for_auto()
    {
        var gpus = new FakeGpus { Count = 1, Opening = _ => throw new DeviceException("The driver is too old.") };
        Assert.Equal("The driver is too old.", Assert.Throws<SpecException>(() => new DeviceChoice(Ask("gpu"), gpus)).Message);

        using var choice = new DeviceChoice(Ask("auto"), gpus);
        Assert.Null(choice.Gpu(Large));
        Assert.Contains("The driver is too old", choice.Reason, StringComparison.Ordinal);
        Assert.Equal(" --device cpu", choice.Words);
    }

    [Fact]
    public void Auto_without_a_gpu_is_the_processor_and_says_why()
    {
        using var choice = new DeviceChoice(Ask("auto"), new FakeGpus());
        Assert.Null(choice.Gpu(Large));
        Assert.Equal(("", "auto: the driver is not there"), (choice.Words, choice.Reason));
    }

    [Fact]
    public void Auto_takes_the_gpu_for_much_work_and_the_processor_for_little()
    {
        using var much = new DeviceChoice(Ask("auto"), new FakeGpus { Count = 1 });
        Assert.Equal("gpu", much.Gpu(Large)!.Arithmetic);
        Assert.StartsWith("auto took the GPU because about ", much.Reason, StringComparison.Ordinal);
        Assert.Contains(" on 2 cores", much.Reason, StringComparison.Ordinal);
        Assert.Equal(" --device gpu", much.Words);

        var gpus = new FakeGpus { Count = 1 };
        using var little = new DeviceChoice(Ask("auto"), gpus);
        Assert.Null(little.Gpu(Small));
        Assert.Empty(gpus.Opened);
        Assert.StartsWith("auto took the CPU because about ", little.Reason, StringComparison.Ordinal);
        Assert.Equal(" --device cpu", little.Words);
    }

    [Fact]
    public void Auto_takes_the_processor_for_a_regularizer_that_the_gpu_lacks_and_a_named_gpu_is_refused()
    {
        var mixed = Large with { Nets = [.. Large.Nets.Skip(1), Large.Nets[0].With(new MixUp())] };
        var gpus = new FakeGpus { Count = 1, Opening = _ => new LackingPool() };
        using var choice = new DeviceChoice(Ask("auto"), gpus);
        Assert.Null(choice.Gpu(mixed));
        Assert.Equal(("auto took the CPU because mixup is not available on the device \"gpu\" yet", " --device cpu"), (choice.Reason, choice.Words));
        using var other = new DeviceChoice(Ask("auto"), gpus);
        Assert.Equal("gpu", other.Gpu(Large with { Nets = [.. Large.Nets.Select(net => net.With(new Ema()))] })!.Arithmetic);

        using var named = new DeviceChoice(Ask("gpu"), gpus);
        Assert.StartsWith("mixup is not available ", Assert.Throws<SpecException>(() => named.RequireRoom(mixed.Nets)).Message, StringComparison.Ordinal);
        named.RequireRoom(Large.Nets);
    }

    [Fact]
    public void The_estimate_counts_steps_operations_cores_and_batches()
    {
        var one = DeviceEstimate.Of(Large with { Nets = [Large.Nets[0]] }, cores: 2);
        var hundred = DeviceEstimate.Of(Large, cores: 2);
        Assert.Equal(100, hundred.CpuSeconds / one.CpuSeconds, 6);
        Assert.Equal(2, DeviceEstimate.Of(Large, cores: 1).CpuSeconds / hundred.CpuSeconds, 6);
        Assert.True(hundred.IsGpuFaster);

        // 500 small nets wait for 50 steps together, or one after the other.
        var many = new DeviceWork([.. Enumerable.Range(0, 500).Select(seed => Trainings.Spec with { Seed = (ulong)seed })], Trainings.Data, InBatches: true);
        var together = DeviceEstimate.Of(many, cores: 2).GpuSeconds;
        var inTurn = DeviceEstimate.Of(many with { InBatches = false }, cores: 2).GpuSeconds;
        Assert.InRange(together, 7, 7.1);
        Assert.Equal(500 * (DeviceEstimate.Of(Small, cores: 2).GpuSeconds - 7), inTurn - 7, 6);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(5, 2, false)]
    [InlineData(12, 1, true)]
    [InlineData(40, 2, true)]
    [InlineData(40, 16, false)]
    [InlineData(240, 2, true)]
    [InlineData(240, 16, true)]
    [InlineData(240, 64, false)]
    public void Auto_takes_the_gpu_for_the_chapters_nets_when_there_are_many_for_few_cores(int nets, int cores, bool isGpuFaster)
    {
        var estimate = DeviceEstimate.Of(ChapterNets(nets, inBatches: true), cores);
        Assert.True(estimate.IsGpuFaster == isGpuFaster, $"{nets} nets, {cores} cores: {estimate}");
    }

    [Fact]
    public void The_estimate_of_the_chapters_nets_is_that_of_the_documentation()
    {
        // Five epochs of 375 steps: 0.65 s alone, 20 a second in a batch of 256, 75 a minute on two cores; kernels are compiled in 5 to 8 s.
        Assert.InRange(DeviceEstimate.Of(ChapterNets(1, inBatches: true), cores: 2).GpuSeconds, 7.6, 7.7);
        Assert.InRange(256 / (DeviceEstimate.Of(ChapterNets(256, inBatches: true), cores: 2).GpuSeconds - 7), 18, 22);
        Assert.InRange(256 * 60 / DeviceEstimate.Of(ChapterNets(256, inBatches: true), cores: 2).CpuSeconds, 60, 75);

        // One after the other nets wait for each step.
        Assert.InRange(DeviceEstimate.Of(ChapterNets(11, inBatches: false), cores: 2).GpuSeconds, 7 + (11 * 0.6), 7 + (11 * 0.7));
        Assert.False(DeviceEstimate.Of(ChapterNets(11, inBatches: false), cores: 2).IsGpuFaster);
    }

    /// <summary>The chapter's net with everything for as many steps as five epochs of Fashion-MNIST have, on fewer images.</summary>
    private static DeviceWork ChapterNets(int count, bool inBatches)
    {
        var spec = ChapterExperiment.Find("altogether").Spec(QuirkSet.Of(Protocol.Sound), 10, 1) with { Epochs = 1875 / 5 };
        return new DeviceWork([.. Enumerable.Range(0, count).Select(seed => spec with { Seed = (ulong)seed })], ChapterImages.Value, inBatches);
    }

    private static DeviceRequest Ask(string device, string? precision = null) => DeviceRequest.Parse(device, precision, threads: 2);
}
