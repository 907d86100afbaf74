using Temper.Layers;

namespace Temper.Lab.Benchmarks;

/// <summary>One size that grows while all others stay those of the chapter's baseline at a batch of 128.</summary>
/// <remarks>Powers of two, and beside them sizes that fit no tile: primes, one more, one less, round decimal numbers.</remarks>
public sealed class ScalingSweep
{
    private const int Batch = 128;
    private const int Inputs = 784;
    private const int Width = 200;
    private const int Depth = 3;
    private const int Classes = 10;

    private ScalingSweep(string name, string axis, string net, IReadOnlyList<int> sizes)
    {
        Name = name;
        Axis = axis;
        Net = net;
        Sizes = sizes;
    }

    /// <summary>"batch", "width", "depth" or "inputs".</summary>
    public string Name { get; }

    /// <summary>What the size is, in words, for tables and pictures.</summary>
    public string Axis { get; }

    /// <summary>The net, with a letter where the size stands.</summary>
    public string Net { get; }

    /// <summary>The sizes, ascending.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>All four.</summary>
    public static IReadOnlyList<ScalingSweep> All { get; } =
    [
        new(
            "batch", "rows of the batch", "784-200-200-200-10",
            [1, 2, 4, 8, 16, 17, 31, 32, 64, 100, 127, 128, 200, 255, 256, 300, 512, 1000, 1024, 2048, 3000, 4096]),
        new(
            "width", "units of a hidden layer", "784-W-W-W-10, batch 128",
            [16, 17, 31, 32, 64, 100, 127, 128, 200, 255, 256, 300, 512, 1000, 1024, 2048, 3000, 4096]),
        new(
            "depth", "hidden layers of 200", "784-200-...-200-10, batch 128",
            [.. Enumerable.Range(1, 16)]),
        new(
            "inputs", "features of the input", "I-200-200-200-10, batch 128",
            [2, 3, 4, 8, 16, 17, 31, 32, 64, 100, 127, 128, 200, 255, 256, 300, 512, 784, 1000, 1024, 2048, 3000, 4096, 10_000]),
    ];

    /// <summary>The sweep of that name; case does not matter.</summary>
    /// <exception cref="SpecException">There is none; the message lists them.</exception>
    public static ScalingSweep Find(string name) =>
        All.FirstOrDefault(sweep => string.Equals(sweep.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SpecException(
            $"There is no sweep \"{name}\"; expected one of {string.Join(", ", All.Select(sweep => sweep.Name))}, all"
            + $"{Suggestion.Ending(name, All.Select(sweep => sweep.Name))}");

    /// <summary>The net and its batch at one size.</summary>
    internal (IReadOnlyList<LayerSpec> Layers, int Inputs, int Batch) At(int size) => Name switch
    {
        "batch" => (Hidden(Width, Depth), Inputs, size),
        "width" => (Hidden(size, Depth), Inputs, Batch),
        "depth" => (Hidden(Width, size), Inputs, Batch),
        _ => (Hidden(Width, Depth), size, Batch),
    };

    private static IReadOnlyList<LayerSpec> Hidden(int width, int depth) =>
    [
        .. Enumerable.Range(0, depth).SelectMany(_ => new LayerSpec[] { new Linear(width), new ReLU() }),
        new Linear(Classes),
    ];
}
