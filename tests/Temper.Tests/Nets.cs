using Temper.Devices;
using Temper.Layers;

namespace Temper.Tests;

/// <summary>The chapter's models, random test numbers, and a net's numbers in PyTorch's order.</summary>
internal static class Nets
{
    private static readonly Dictionary<string, string> Chains = new()
    {
        ["M1"] = "input relu hd1 relu hd2 relu hd3",
        ["M2"] = "input relu dropout hd1 relu dropout hd2 relu dropout hd3",
        ["M3"] = "input relu hd1 relu hd2 relu hd3",
        ["M4"] = "input relu bn1 relu hd1 relu bn2 relu hd2 relu hd3",
        ["M5"] = "input relu dropout bn1 relu dropout hd1 relu dropout bn2 relu dropout hd2 relu dropout hd3",
        ["M4sound"] = "input bn1 relu hd1 bn2 relu hd2 relu hd3",
        ["M5sound"] = "input bn1 relu hd1 bn2 relu dropout hd2 relu dropout hd3",
    };

    /// <summary>The words of a model's chain, as in make_golden.py.</summary>
    public static string[] Words(string model) => Chains[model].Split(' ');

    /// <summary>A model's layers.</summary>
    /// <param name="model">M1 to M5, M4sound, M5sound.</param>
    /// <param name="sizes">Features of the input, then the outputs of the four Linears.</param>
    /// <param name="p">Probability of its dropouts.</param>
    public static List<LayerSpec> Model(string model, IReadOnlyList<int> sizes, double p)
    {
        var layers = new List<LayerSpec>();
        var linears = 0;
        foreach (var word in Words(model))
        {
            layers.Add(word switch
            {
                "relu" => new ReLU(),
                "dropout" => new Dropout(p),
                "bn1" or "bn2" => new BatchNorm1d { Name = word },
                _ => new Linear(sizes[++linears]) { Name = word },
            });
        }

        return layers;
    }

    /// <summary>Uniform numbers in [0, 1) from a Test stream; each is a float too.</summary>
    public static double[] Uniforms(ulong seed, uint unit, ulong step, int count)
    {
        var stream = new Philox(seed, RandomPurpose.Test, unit, step);
        return [.. Enumerable.Range(0, count).Select(i => (double)stream.Uniform(i))];
    }

    /// <summary>Uniform numbers in [-1, 1); each is a float too.</summary>
    public static double[] Signed(ulong seed, uint unit, ulong step, int count) =>
        [.. Uniforms(seed, unit, step, count).Select(u => (2 * u) - 1)];

    /// <summary>Labels from a Test stream.</summary>
    public static byte[] Labels(ulong seed, uint unit, ulong step, int count, int classes)
    {
        var stream = new Philox(seed, RandomPurpose.Test, unit, step);
        return [.. Enumerable.Range(0, count).Select(i => (byte)(stream.Word(i) % (uint)classes))];
    }

    /// <summary>A parameter's (or its gradient's) numbers in PyTorch's order, in 64 bits.</summary>
    public static double[] InTorchOrder(View all, Parameter parameter)
    {
        var flat = all.Slice(parameter.Offset, parameter.Length).ToDoubles();
        return parameter.Shape.Count == 2 ? Transposed(flat, parameter.Shape[1], parameter.Shape[0]) : flat;
    }

    /// <summary>[rows, columns] as [columns, rows].</summary>
    public static double[] Transposed(double[] values, int rows, int columns)
    {
        var result = new double[values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                result[(c * rows) + r] = values[(r * columns) + c];
            }
        }

        return result;
    }

    /// <summary>Largest to smallest bits: parameters and statistics of a net, as the integers behind the floats.</summary>
    public static int[] Bits(Network network) =>
        [.. network.State().SelectMany(tensor => tensor.Values).Select(BitConverter.SingleToInt32Bits)];
}
