using Temper.Layers;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A hundred training steps of every optimizer on a GPU against the reference.</summary>
[TakesLong]
public sealed class OptimizerTrainingTests(SimulatedGpuProcess simulated) : IClassFixture<SimulatedGpuProcess>
{
    public static TheoryData<string, string> Optimizers => TrainingComparison.Cases(OptimizerCatalog.Names);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizers_losses_are_the_references(string gpu, string optimizer)
    {
        var spec = OptimizerCatalog.Create(optimizer);
        spec = spec with { LearningRate = Math.Min(spec.LearningRate, 0.003) };
        spec = spec is Rprop ? spec : spec with { WeightDecay = 1e-3 };
        LayerSpec[] layers = [new Linear(8), new ReLU(), new Dropout(0.2), new Linear(TrainingComparison.Classes)];
        TrainingComparison.Compare(gpu, TrainingComparison.Spec(layers, spec), simulated);
    }
}
