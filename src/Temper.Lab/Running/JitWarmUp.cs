using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// Goes through a training once, on a few made-up images and with a narrow net. The just-in-time compiler then has
/// the code ready that the real training needs, and has done so while the data were still being read on another core.
/// </summary>
public static class JitWarmUp
{
    private const int Side = 8;
    private const int Widest = 64;

    // As many rows as it takes for a product of that width to be shared out among the threads.
    private const int Rows = 64;

    /// <summary>Rehearses a training. Nothing is kept, and what is wrong with the spec is left to the training to tell.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="device">The device that it will run on; nobody else may be using it.</param>
    public static void Run(TrainSpec spec, Device device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(device);
        if (spec.Layers is not [.., Linear { OutFeatures: >= 1 and <= 256 and var classes }])
        {
            return;
        }

        try
        {
            SpecJson.Write(spec);
            var train = Images(Rows * 5 / 4, classes);
            var dataset = new Dataset("rehearsal", train, Images(Rows, classes), new Classification([.. Enumerable.Repeat("", classes)]), "", "");
            var layers = LayerTree.Map(
                spec.Layers,
                layer => layer is Linear linear && linear.OutFeatures > Widest && !ReferenceEquals(layer, spec.Layers[^1])
                    ? linear with { OutFeatures = Widest, InFeatures = null }
                    : layer);
            using var trainer = new Trainer(spec with { Layers = layers, Epochs = 1, BatchSize = Rows, ValidFraction = 0.2 }, dataset, device);
            trainer.Run();
            trainer.Test();
        }
        catch (TemperException)
        {
            // The training itself runs into the same thing, and says so.
        }
    }

    private static RowSet Images(int count, int classes)
    {
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 37);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(i % classes);
        }

        return RowSet.OfImages(pixels, labels, Side, Side);
    }
}
