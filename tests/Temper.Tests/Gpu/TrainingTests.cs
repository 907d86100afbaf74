using Temper.Data;
using Temper.Devices;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A hundred training steps on a GPU against the reference: the chapter's models, every optimizer, one net and three at once.</summary>
public sealed class TrainingTests
{
    private const int Side = 4;
    private const int Classes = 4;
    private static readonly Dataset Data = FixedTraining.Images(rows: 320, side: Side, seed: 3, classes: Classes);

    public static TheoryData<string, string> Models =>
        Crossed([.. new[] { "M1", "M2", "M3", "M4", "M5" }.Select(model => model)]);

    public static TheoryData<string, string> Optimizers => Crossed([.. OptimizerCatalog.Names]);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_models_losses_are_the_references(string gpu, string model)
    {
        var spec = Spec(model) with { Optimizer = new Adam(0.003) { WeightDecay = model == "M3" ? 1e-3 : 0 } };
        Compare(gpu, spec);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizers_losses_are_the_references(string gpu, string optimizer)
    {
        var spec = OptimizerCatalog.Create(optimizer);
        spec = spec with { LearningRate = Math.Min(spec.LearningRate, 0.003) };
        Compare(gpu, Spec("M5") with { Optimizer = spec is Rprop ? spec : spec with { WeightDecay = 1e-3 } });
    }

    private static TheoryData<string, string> Crossed(string[] names)
    {
        var data = new TheoryData<string, string>();
        foreach (var gpu in GpuUnderTest.One)
        {
            foreach (var name in names)
            {
                data.Add(gpu, name);
            }
        }

        return data;
    }

    private static TrainSpec Spec(string model) => new()
    {
        Layers = Nets.Model(model, [Side * Side, 9, 8, 7, Classes], 0.2),
        BatchSize = 6,
        Epochs = 2,
        ValidFraction = 0.0625,
        Seed = 5,
    };

    private static void Compare(string gpu, TrainSpec spec)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        var expected = Losses(new ReferenceDevice(), spec);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var actual = Losses(device, spec);
        TestContext.Current.SendDiagnosticMessage($"{watch.Elapsed} worst {expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second))} of {expected.Max()}");
        Assert.Equal(100, expected.Length);
        Close.Absolute($"{spec.Optimizer}", expected, actual, 1e-4);
    }

    private static double[] Losses(Device device, TrainSpec spec)
    {
        using var trainer = new Trainer(spec, Data, device);
        var result = trainer.Run();
        return [.. result.Epochs.SelectMany(epoch => epoch.StepLosses).Select(loss => (double)loss)];
    }
}
