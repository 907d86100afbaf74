using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
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
    private static readonly Dataset Data = FixedTraining.Images(rows: 307, side: Side, seed: 3, classes: Classes);

    public static TheoryData<string, string> Models =>
        Crossed([.. new[] { "M1", "M2", "M3", "M4", "M5" }.Select(model => model)]);

    public static TheoryData<string, string> Optimizers => Crossed([.. OptimizerCatalog.Names]);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_models_losses_are_the_references(string gpu, string model)
    {
        Compare(gpu, Spec(model) with { Optimizer = new Adam(0.003, Eps: 1e-3) { WeightDecay = model == "M3" ? 1e-3 : 0 } });
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizers_losses_are_the_references(string gpu, string optimizer)
    {
        var spec = OptimizerCatalog.Create(optimizer);
        spec = spec with { LearningRate = Math.Min(spec.LearningRate, 0.003) };
        Compare(gpu, Spec("M2") with { Layers = [new Linear(8), new ReLU(), new Dropout(0.2), new Linear(Classes)], Optimizer = spec is Rprop ? spec : spec with { WeightDecay = 1e-3 } });
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
        // Few columns to normalize: on the simulated GPU each takes 20 times a warp's threads to meet.
        Layers = Nets.Model(model, model is "M4" or "M5" ? [Side * Side, 3, 4, 7, Classes] : [Side * Side, 8, 8, 7, Classes], 0.2),
        BatchSize = 6,
        Epochs = 2,
        ValidFraction = 0.02,
        Seed = 5,
    };

    /// <summary>
    /// In single precision any difference may grow, most of all where BatchNorm divides by the deviation of a unit that is almost always 0.
    /// How much is what the CPU shows, which rounds as often: the GPU may stray eight times as far as the CPU has strayed so far.
    /// </summary>
    private static void Compare(string gpu, TrainSpec spec)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var reference = new ReferenceDevice();
        using var cpu = new CpuDevice(threads: 1);
        var expected = Losses(reference, spec);
        var beside = Losses(cpu, spec);
        var actual = Losses(device, spec);
        Assert.Equal(100, expected.Length);
        var strayed = 0.0;
        for (var step = 0; step < expected.Length; step++)
        {
            strayed = Math.Max(strayed, Math.Abs(beside[step] - expected[step]));
            Close.Number($"loss of step {step}", expected[step], actual[step], (8 * strayed) + 1e-6);
        }
    }

    private static double[] Losses(Device device, TrainSpec spec)
    {
        using var trainer = new Trainer(spec, Data, device);
        var result = trainer.Run();
        return [.. result.Epochs.SelectMany(epoch => epoch.StepLosses).Select(loss => (double)loss)];
    }
}
