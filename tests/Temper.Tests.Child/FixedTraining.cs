using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Tests.Child;

/// <summary>Trainings whose bits must not depend on threads, vector width or process.</summary>
public static class FixedTraining
{
    /// <summary>Every kind of layer, inside each other too; 10 classes.</summary>
    public static IReadOnlyList<LayerSpec> AllLayers { get; } =
    [
        new Flatten(), new Linear(37, Init: WeightInit.KaimingNormal), new GELU(),
        new Residual([new LayerNorm(), new Linear(21, Init: WeightInit.XavierUniform), new LeakyReLU(), new Dropout(0.1), new Linear(37), new ReLU()]),
        new ReLU(), new Dropout(0.1), new BatchNorm1d(),
        new Residual([new ReLU(), new Residual([new BatchNorm1d(Momentum: null), new Tanh()]), new Linear(37, Init: WeightInit.KaimingUniform), new Sigmoid()]),
        new LayerNorm(Affine: false), new GELU(GeluApproximation.Tanh), new Linear(10, Init: WeightInit.XavierNormal, Gain: 0.8),
    ];

    /// <summary>That net, 48 steps of Adam.</summary>
    public static string Every(Device device) => Train(
        device,
        Images(rows: 640, side: 9, seed: 1),
        AllLayers,
        new TrainSpec { Layers = [], BatchSize = 32, Epochs = 3, Schedule = new OneCycleLR(), Regularizers = [new LabelSmoothing(0.05), new GradientClipping(1.5)] });

    /// <summary>A small net of the chapter's layers, 48 steps of Adam.</summary>
    public static string Small(Device device) => Train(
        device,
        Images(rows: 640, side: 9, seed: 1),
        [
            new Linear(33), new ReLU(), new Dropout(0.1), new BatchNorm1d(),
            new Linear(19, Bias: false), new BatchNorm1d(Momentum: null, Affine: false), new ReLU(), new Dropout(0.3), new Linear(10),
        ],
        new TrainSpec { Layers = [], BatchSize = 32, Epochs = 3, Schedule = new OneCycleLR(), Regularizers = [new LabelSmoothing(0.05), new GradientClipping(1.5)] });

    /// <summary>The chapter's largest net in its size, 32 steps of Adam.</summary>
    public static string Full(Device device) => Train(
        device,
        Images(rows: 1280, side: 28, seed: 2),
        [
            new Linear(200), new ReLU(), new Dropout(0.1), new BatchNorm1d(), new ReLU(), new Dropout(0.1),
            new Linear(200), new ReLU(), new Dropout(0.1), new BatchNorm1d(), new ReLU(), new Dropout(0.1),
            new Linear(200), new ReLU(), new Dropout(0.1), new Linear(10),
        ],
        new TrainSpec { Layers = [], BatchSize = 32, Epochs = 1 });

    /// <summary>Every regularizer, as many together as go: 48 steps for each list.</summary>
    public static string Regularized(Device device)
    {
        var images = Images(rows: 640, side: 9, seed: 6);
        LayerSpec[] layers = [new Linear(23), new ReLU(), new Linear(17), new ReLU(), new Linear(10)];
        var specs = new List<TrainSpec>();
        foreach (var regularizer in RegularizerCatalog.All.Where(regularizer => !specs.Any(spec => spec.Regularizers.Contains(regularizer))))
        {
            var alone = new TrainSpec { Layers = layers, BatchSize = 32, Epochs = 3, Regularizers = [regularizer] };
            specs.Add(RegularizerCatalog.All.Aggregate(alone, (spec, other) => spec.Regularizers.Contains(other) || !IsSound(spec.With(other)) ? spec : spec.With(other)));
        }

        return string.Join(' ', specs.Select(spec => Train(device, images, layers, spec)));
    }

    /// <summary>Rows of floats: a value to be predicted, and 300 classes.</summary>
    public static string Tabular(Device device)
    {
        LayerSpec[] net = [new Linear(33), new BatchNorm1d(), new ReLU(), new Dropout(0.1)];
        var spec = new TrainSpec { Layers = [], BatchSize = 32, Epochs = 3 };
        return string.Join(
            ' ',
            Train(device, Table(rows: 640, columns: 13, seed: 4), [.. net, new Linear(1)], spec),
            Train(device, Table(rows: 640, columns: 13, seed: 4), [.. net, new Linear(1)], spec with { Loss = new Huber(0.5), Scaling = new Standard() }),
            Train(device, ClassTable(rows: 640, columns: 13, seed: 5, classes: 300), [.. net, new Linear(300)], spec with { Scaling = new MinMax(-1, 1) }));
    }

    /// <summary>Rows of floats in very different ranges; the value in kg is a sum of some of them, plus noise.</summary>
    public static Dataset Table(int rows, int columns, ulong seed)
    {
        var (inputs, stream) = Inputs(rows, columns, seed);
        var values = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            values[r] = 70 + (4 * inputs[r, 0]) - (3 * inputs[r, 1] / 100) + (inputs[r, 2] * inputs[r, 0]) + ((float)stream.Uniform(1_000_000 + r) - 0.5f);
        }

        return Dataset.FromArrays(inputs, values, new ArrayOptions { Name = "weights", Unit = "kg" });
    }

    /// <summary>Rows of floats of so many classes.</summary>
    public static Dataset ClassTable(int rows, int columns, ulong seed, int classes)
    {
        var (inputs, _) = Inputs(rows, columns, seed);
        var labels = new int[rows];
        for (var r = 0; r < rows; r++)
        {
            labels[r] = r % classes;
            inputs[r, 0] += 3 * (labels[r] % 2);
        }

        return Dataset.FromArrays(inputs, labels, new ArrayOptions { Name = "many", ClassNames = [.. Enumerable.Range(0, classes).Select(c => FormattableString.Invariant($"c{c}"))] });
    }

    private static (float[,] Inputs, Philox Stream) Inputs(int rows, int columns, ulong seed)
    {
        var stream = new Philox(seed, RandomPurpose.Test);
        var inputs = new float[rows, columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                // Each column in a range of its own, and one that never changes.
                var range = c == 5 ? 0 : MathF.Pow(10, c % 4);
                inputs[r, c] = (float)(stream.Uniform((r * columns) + c) - 0.5) * range;
            }
        }

        return (inputs, stream);
    }

    /// <summary>Images of random bytes whose label is where they are brightest, so that there is something to learn.</summary>
    public static Dataset Images(int rows, int side, ulong seed, int classes = 10)
    {
        var train = Set(rows, side, seed, 0, classes);
        var test = Set(rows / 4, side, seed, 1, classes);
        var hash = SHA256.HashData([.. train.Bytes.Values, .. train.Labels.Select(label => (byte)label), .. test.Bytes.Values, .. test.Labels.Select(label => (byte)label)]);
        var names = Enumerable.Range(0, classes).Select(c => FormattableString.Invariant($"class {c}"));
        return new Dataset("synthetic", train, test, new Classification([.. names]), Convert.ToHexStringLower(hash), "made for tests");
    }

    private static RowSet Set(int rows, int side, ulong seed, uint unit, int classes)
    {
        var features = side * side;
        var pixels = new byte[rows * features];
        var labels = new byte[rows];
        var stream = new Philox(seed, RandomPurpose.Test, unit);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(stream.Word(i) & 0x7F);
        }

        for (var r = 0; r < rows; r++)
        {
            labels[r] = (byte)(stream.Word(pixels.Length + r) % (uint)classes);
            for (int f = labels[r]; f < features; f += classes)
            {
                pixels[(r * features) + f] += 64;
            }
        }

        return RowSet.OfImages(pixels, labels, side, side);
    }

    private static bool IsSound(TrainSpec spec)
    {
        try
        {
            spec.Validate();
            return true;
        }
        catch (SpecException)
        {
            return false;
        }
    }

    private static string Train(Device device, Dataset dataset, IReadOnlyList<LayerSpec> layers, TrainSpec spec)
    {
        var adam = new Adam(0.003) { WeightDecay = 1e-4 };
        using var trainer = new Trainer(spec with { Layers = layers, Optimizer = adam, Seed = 7 }, dataset, device);
        var result = trainer.Run();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in trainer.Network.State())
        {
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }

        foreach (var epoch in result.Epochs)
        {
            hash.AppendData(MemoryMarshal.AsBytes(epoch.StepLosses.AsSpan()));
            hash.AppendData(BitConverter.GetBytes(epoch.ValidLoss!.Value));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
