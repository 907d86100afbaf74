using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>Layers in a short form for people: "Flatten, Linear 128, ReLU, Dropout 0.2, Linear 10 bias=false".</summary>
internal static class LayerText
{
    /// <summary>A net in one line.</summary>
    /// <param name="layers">The net.</param>
    public static string Write(IEnumerable<LayerSpec> layers) => string.Join(", ", layers.Select(Write));

    /// <summary>A layer: its type, its main number, and what is not as it is by default.</summary>
    private static string Write(LayerSpec layer)
    {
        var (number, plain) = Plain(layer);
        var usual = plain is null ? [] : Fields(plain);
        var inner = layer is Residual residual ? $"({Write(residual.Layers)})" : "";
        var main = number is { } value ? $" {value.ToString("R", CultureInfo.InvariantCulture)}" : "";
        var rest = Fields(layer)
            .Where(field => field.Key is not ("type" or "layers") && !JsonNode.DeepEquals(field.Value, usual[field.Key]))
            .Select(field => $" {field.Key}={field.Value}");
        return $"{layer.GetType().Name}{main}{inner}{string.Concat(rest)}";
    }

    /// <summary>The main number, and the layer with that number and nothing else said; null where all its fields are to be shown.</summary>
    private static (double? Number, LayerSpec? Plain) Plain(LayerSpec layer) => layer switch
    {
        Linear linear => (linear.OutFeatures, new Linear(linear.OutFeatures)),
        Dropout dropout => (dropout.P, new Dropout(dropout.P)),
        LeakyReLU leaky => (leaky.NegativeSlope, new LeakyReLU(leaky.NegativeSlope)),
        BatchNorm1d => (null, new BatchNorm1d()),
        LayerNorm => (null, new LayerNorm()),
        GELU => (null, new GELU()),
        _ => (null, null),
    };

    private static JsonObject Fields(LayerSpec layer) => JsonSerializer.SerializeToNode(layer, SpecJson.Default.LayerSpec)!.AsObject();
}
