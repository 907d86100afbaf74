using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A hundred training steps of the chapter's models on a GPU against the reference.</summary>
[TakesLong]
public sealed class TrainingTests(SimulatedGpuProcess simulated) : IClassFixture<SimulatedGpuProcess>
{
    public static TheoryData<string, string> Models => TrainingComparison.Cases(["M1", "M2", "M3", "M4", "M5"]);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_models_losses_are_the_references(string gpu, string model)
    {
        // Few columns to normalize: on the simulated GPU each takes 20 times a warp's threads to meet.
        int[] widths = model is "M4" or "M5" ? [2, 3, 7] : [8, 8, 7];
        var layers = Nets.Model(model, [TrainingComparison.Features, .. widths, TrainingComparison.Classes], 0.2);
        var optimizer = new Adam(0.003, Eps: 1e-3) { WeightDecay = model == "M3" ? 1e-3 : 0 };
        TrainingComparison.Compare(gpu, TrainingComparison.Spec(layers, optimizer), simulated);
    }
}
