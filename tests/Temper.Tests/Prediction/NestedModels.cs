using Temper.Export;
using Temper.Layers;
using Temper.Tests.Child;

namespace Temper.Tests.Prediction;

/// <summary>Models with layers inside layers, for pictures of 9 x 9: what predictions and other formats have to get right.</summary>
internal static class NestedModels
{
    public const int Side = 9;

    private static readonly Dictionary<string, IReadOnlyList<LayerSpec>> All = new()
    {
        ["every layer"] = FixedTraining.AllLayers,
        ["residual first"] = [new Residual([new Linear(81), new ReLU()]), new Linear(10)],
        ["residual last"] = [new Linear(10), new Residual([new Linear(10)])],
        ["nothing but a residual"] = [new Residual([new GELU()])],
        ["norms at the edges"] =
        [
            new Linear(20), new Residual([new BatchNorm1d { Name = "bn" }, new ReLU(), new Linear(20), new BatchNorm1d { Name = "bn2" }]), new BatchNorm1d { Name = "bn" },
            new Linear(10), new BatchNorm1d { Name = "bn2" },
        ],
        ["ReLU at the edges"] = [new Linear(12), new ReLU(), new Residual([new ReLU(), new Linear(12), new ReLU()]), new ReLU(), new Linear(10), new ReLU()],
        ["branches that do nothing"] = [new Residual([new Dropout(0.5)]), new Residual([new Flatten(), new Residual([new Flatten()])]), new Linear(10)],
        ["activations only"] = [new Sigmoid(), new LayerNorm(1e-3, Affine: false), new Tanh(), new LeakyReLU(0.3) { Name = "act" }, new GELU { Name = "act" }, new GELU { Name = "act" }],
        ["deep"] = [new Linear(10), Enumerable.Range(0, Network.MostNesting).Aggregate((LayerSpec)new Tanh(), (inner, _) => new Residual([new LayerNorm(), inner]))],
    };

    public static IReadOnlyList<string> Names => [.. All.Keys];

    public static Model Of(string name) => PredictedModels.Of(All[name], Side);
}
