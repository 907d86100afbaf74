using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Layers;
using Temper.Tasks;
using Temper.Tests.Data;

namespace Temper.Tests.Cli;

/// <summary>Nets of a few numbers, saved as models.</summary>
internal static class TinyModels
{
    /// <summary>Rows and columns of the images that <see cref="SideTeller"/> takes.</summary>
    public const int Side = 8;

    /// <summary>A net with random weights for <see cref="TinyData"/>.</summary>
    public static Model Random(string dataset = FashionMnist.Name, int height = 3, int width = 2, int classes = 3, bool scalesEachSet = false)
    {
        LayerSpec[] layers = [new Linear(4), new ReLU(), new Linear(classes)];
        using var device = new ReferenceDevice();
        using var network = new Network(layers, height * width, device, rows: 1);
        network.Initialize(seed: 3);
        return new Model
        {
            Layers = layers,
            State = network.State(),
            Input = new Shape(1, height, width),
            Task = new Classification([.. Enumerable.Range(0, classes).Select(c => ((char)('a' + c)).ToString())]),
            Scaler = new Scaler(0, 255),
            Dataset = new DatasetReference(dataset, Origin: dataset == FashionMnist.Name ? DatasetOrigin.Published : DatasetOrigin.Own),
            ScalesEachSet = scalesEachSet,
        };
    }

    /// <summary>A net that sums what is bright on the left and on the right, each pixel counting 1/8.</summary>
    public static Model SideTeller(float weight = 0.125f)
    {
        var weights = new float[2 * Side * Side];
        for (var i = 0; i < Side * Side; i++)
        {
            weights[i] = i % Side < Side / 2 ? weight : 0;
            weights[(Side * Side) + i] = i % Side < Side / 2 ? 0 : weight;
        }

        return new Model
        {
            Layers = [new Linear(2)],
            State = [new NamedTensor("0.weight", [2, Side * Side], weights), new NamedTensor("0.bias", [2], [0, 0])],
            Input = new Shape(1, Side, Side),
            Task = new Classification(["left", "right"]),
            Scaler = new Scaler(0, 255),
            Dataset = new DatasetReference("sides"),
        };
    }

    /// <summary>Saves a model as a run's folder has it.</summary>
    public static string Save(CliRunner temper, Model model, string folder = "run")
    {
        ModelFile.Save(temper.Folder.Sub(folder, "model.safetensors"), model);
        return folder;
    }
}
