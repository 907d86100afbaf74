using Temper.Devices;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>Parts of a net in training, built again on another device so that they can be looked at between two layers.</summary>
internal static class NetParts
{
    /// <summary>A stretch of layers with the numbers that the net's layers of the same names have.</summary>
    /// <param name="layers">The stretch; layers with parameters are named.</param>
    /// <param name="features">Features of its input.</param>
    /// <param name="device">Where it is built.</param>
    /// <param name="rows">Most rows of a batch.</param>
    /// <param name="state">State of the whole net.</param>
    public static Network Build(IReadOnlyList<LayerSpec> layers, int features, Device device, int rows, IReadOnlyList<NamedTensor> state)
    {
        var network = new Network(layers, features, device, rows);
        var wanted = network.State().Select(tensor => tensor.Name).ToHashSet();
        network.LoadState([.. state.Where(tensor => wanted.Contains(tensor.Name))]);
        return network;
    }

    /// <summary>Training images as the net sees them: [rows, features].</summary>
    /// <param name="trainer">Whose scaling is used.</param>
    /// <param name="rows">Numbers of the images.</param>
    public static float[] Inputs(Trainer trainer, ReadOnlySpan<int> rows)
    {
        var inputs = new float[rows.Length * trainer.Dataset.Features];
        for (var i = 0; i < rows.Length; i++)
        {
            var pixels = trainer.Dataset.Train.Bytes.Row(rows[i]);
            for (var feature = 0; feature < pixels.Length; feature++)
            {
                inputs[(i * pixels.Length) + feature] = trainer.Scaler.Scale(pixels[feature]);
            }
        }

        return inputs;
    }
}
