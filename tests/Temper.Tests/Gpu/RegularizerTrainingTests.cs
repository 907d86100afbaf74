using Temper.Devices;
using Temper.Lab.Running;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Child;
using Temper.Tests.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A hundred training steps with every regularizer on a GPU against the reference, or its refusal.</summary>
[TakesLong]
public sealed class RegularizerTrainingTests(SimulatedGpuProcess simulated) : IClassFixture<SimulatedGpuProcess>
{
    public static TheoryData<string, string> Regularizers => TrainingComparison.Cases(RegularizerCatalog.Names);

    private static readonly LayerSpec[] Net = [new Linear(6), new ReLU(), new Linear(TrainingComparison.Classes)];

    [Theory]
    [MemberData(nameof(Regularizers))]
    public void A_regularizers_losses_are_the_references_or_it_is_refused_before_training(string gpu, string name)
    {
        var spec = TrainingComparison.Spec(Net, new SGD(0.05, 0.9)).With(RegularizedTrainings.Strong(name));
        if (Refusal(gpu, spec) is { } refusal)
        {
            Assert.Matches($"^{name} is not available on the device \"gpu\" yet; train on the CPU\\.$", refusal);
            Assert.Contains(name, new[] { "gaussian-noise", "mixup", "gradient-noise", "max-norm" });
            return;
        }

        TrainingComparison.Compare(gpu, spec, simulated);
    }

    /// <summary>Nets of a batch may differ in every strength that is a number of an operation, and have the bits that each has alone.</summary>
    [Theory]
    [MemberData(nameof(Gpus))]
    public void Nets_of_one_shape_have_other_strengths_and_the_bits_of_single_ones(string gpu)
    {
        // BatchNorm is slow on the simulated GPU; other tests have it.
        var shared = RegularizerCatalog.All.Where(one => one is not HiddenBatchNorm && Refusal(gpu, TrainingComparison.Spec(Net, new SGD(0.05)).With(one)) is null);
        foreach (var average in new Regularizer[] { new Ema(), new Lookahead(K: 2) })
        {
            Regularizer[] list = [.. shared.Where(one => one is not (Ema or Swa or Lookahead or EarlyStopping)), average];
            var specs = new[] { 0.25, 0.5, 0.75 }.Select((share, i) => TrainingComparison.Spec(Net, new SGD(0.05)) with
            {
                Epochs = 1,
                TrainRows = 24,
                Seed = (ulong)i,
                Regularizers = [.. list.Select(one => one.Info.Strength is { } strength ? one.At(strength.Low + (share * (strength.High - strength.Low))) : one)],
            }).ToList();
            Assert.Single(specs.Select(ReplicaShape.Of).Distinct());
            var together = Train(gpu, specs);
            Assert.Equal(specs.SelectMany(spec => Train(gpu, [spec])), together);
            Assert.Equal(3, together.Distinct().Count());
        }
    }

    public static TheoryData<string> Gpus => GpuUnderTest.One;

    private static string[] Train(string gpu, List<TrainSpec> specs)
    {
        using var pool = GpuUnderTest.Open(gpu);
        var bits = new string[specs.Count];
        var errors = NetThreads.Run(pool.Open(specs.Count), (device, number) =>
        {
            using var trainer = new Trainer(specs[number], SimulatedGpu.Data, device);
            var result = trainer.Run();
            bits[number] = $"{string.Join(' ', Nets.Bits(trainer.Network))} {result.Epochs[^1].ValidLoss:R} {result.Epochs[^1].Penalty:R} {string.Join(' ', result.Epochs[^1].StepLosses)}";
        });
        Assert.All(errors, Assert.Null);
        return bits;
    }

    private static string? Refusal(string gpu, TrainSpec spec)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        try
        {
            using var trainer = new Trainer(spec, SimulatedGpu.Data, device);
            return null;
        }
        catch (SpecException error)
        {
            return error.Message;
        }
    }
}
