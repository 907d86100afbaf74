using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Layers;
using Temper.Tasks;

namespace Temper.Tests.Prediction;

/// <summary>The chapter's models with random weights and statistics, and pictures for them.</summary>
internal static class PredictedModels
{
    /// <summary>The models' names.</summary>
    public static readonly string[] Names = ["M1", "M2", "M3", "M4", "M5", "M4sound", "M5sound"];

    /// <summary>A model of the chapter, by default of its own size.</summary>
    public static Model Of(string name, int side = 28, int hidden = 200, int classes = 10, Scaler? scaler = null) =>
        Of(Nets.Model(name, [side * side, hidden, hidden, hidden, classes], 0.5), side, scaler);

    /// <summary>Layers with PyTorch's initial weights; BatchNorm's numbers as after some training.</summary>
    public static Model Of(IReadOnlyList<LayerSpec> layers, int side, Scaler? scaler = null)
    {
        using var device = new ReferenceDevice();
        using var network = new Network(layers, side * side, device, rows: 1);
        network.Initialize(seed: 5);
        var draw = 0U;
        var state = network.State().Select(tensor => tensor.Name switch
        {
            var name when name.EndsWith("running_mean", StringComparison.Ordinal) => tensor with { Values = Draw(tensor.Values.Length, -0.5, 0.5) },
            var name when name.EndsWith("running_var", StringComparison.Ordinal) => tensor with { Values = Draw(tensor.Values.Length, 0.2, 2) },
            var name when tensor.Shape.Count == 1 && name.StartsWith("bn", StringComparison.Ordinal) => tensor with { Values = Draw(tensor.Values.Length, -1, 1) },
            _ => tensor,
        });
        return new Model
        {
            Layers = layers,
            State = [.. state],
            Input = new Shape(1, side, side),
            Task = new Classification([.. Enumerable.Range(0, network.OutFeatures).Select(i => $"class {i}")]),
            Scaler = scaler ?? new Scaler(0, 255),
            Dataset = new DatasetReference("test"),
        };

        float[] Draw(int count, double from, double to) =>
            [.. Nets.Uniforms(7, ++draw, 0, count).Select(u => (float)(from + ((to - from) * u)))];
    }

    /// <summary>[rows, features]: two thirds dark, in patches as pictures are.</summary>
    public static byte[] Pixels(int rows, int features)
    {
        var numbers = Nets.Uniforms(9, 1, 0, rows * features);
        return [.. numbers.Select((u, i) => i / 5 % 3 == 0 || u > 0.95 ? (byte)(256 * u) : (byte)0)];
    }

    /// <summary>The logits of a net on a device, batch by batch.</summary>
    public static float[] Logits(Model model, byte[] pixels, Device device, int batch)
    {
        var features = model.Input.Features;
        using var network = model.CreateNetwork(device, batch);
        var rows = pixels.Length / features;
        var logits = new float[rows * network.OutFeatures];
        for (var from = 0; from < rows; from += batch)
        {
            var count = Math.Min(batch, rows - from);
            var input = pixels.Skip(from * features).Take(count * features).Select(pixel => model.Scaler.Table[pixel]).ToArray();
            network.Input(count).Write(input.AsSpan());
            network.Forward(new Pass(count, Training: false)).Read(logits.AsSpan(from * network.OutFeatures, count * network.OutFeatures));
        }

        return logits;
    }
}
