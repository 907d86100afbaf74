using System.Text.Json;
using Temper.Devices;
using Temper.Layers;

namespace Temper.Tests.Layers;

/// <summary>Nets that PyTorch's golden numbers describe as lists of layers (make_layers.py).</summary>
internal static class GoldenNets
{
    /// <summary>The layers of a case.</summary>
    public static IReadOnlyList<LayerSpec> Layers(JsonElement layers) => [.. layers.EnumerateArray().Select(Layer)];

    /// <summary>The tensors of a field.</summary>
    public static List<NamedTensor> Tensors(JsonElement state) =>
    [
        .. state.EnumerateObject().Select(entry => new NamedTensor(
            entry.Name, entry.Value.Wholes("shape"), [.. entry.Value.Numbers("values").Select(value => (float)value)])),
    ];

    /// <summary>The labels of a case.</summary>
    public static byte[] Labels(JsonElement golden) => [.. golden.Wholes("labels").Select(label => (byte)label)];

    private static LayerSpec Layer(JsonElement layer) => layer.Text("type") switch
    {
        "Linear" => new Linear(layer.Whole("out"), layer.GetProperty("bias").GetBoolean(), layer.Whole("in")),
        "BatchNorm1d" => new BatchNorm1d(layer.Number("eps"), layer.Number("momentum")),
        "LayerNorm" => new LayerNorm(layer.Number("eps"), layer.GetProperty("affine").GetBoolean()),
        "ReLU" => new ReLU(),
        "Residual" => new Residual(Layers(layer.GetProperty("layers"))),
        var other => throw new InvalidOperationException(other),
    };
}
