using System.Security.Cryptography;
using Temper.Data;

namespace Temper.Tests.Data;

/// <summary>A data set of a few tiny images, in the place of a published one.</summary>
internal static class TinyData
{
    public static readonly byte[][] Files =
    [
        IdxBytes.Images(6, 3, 2, seed: 1),
        IdxBytes.Labels(0, 1, 2, 0, 1, 2),
        IdxBytes.Images(3, 3, 2, seed: 2),
        IdxBytes.Labels(2, 1, 0),
    ];

    public static readonly string[] Names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The packed files by name, as a mirror has them.</summary>
    public static Dictionary<string, byte[]> Packed { get; } =
        Names.Zip(Files).ToDictionary(pair => pair.First + ".gz", pair => IdxBytes.Gzip(pair.Second));

    public static PublishedDataset Published { get; } = new(
        FashionMnist.Name,
        [.. Names.Zip(Files).Select(pair => Describe(pair.First, pair.Second))],
        ["a", "b", "c"]);

    public static void WriteTo(TempFolder folder, string place, bool packed = false, Func<string, string>? rename = null)
    {
        foreach (var (name, bytes) in Names.Zip(Files))
        {
            var written = (rename ?? (same => same))(name);
            folder.Write(place + written + (packed ? ".gz" : ""), packed ? IdxBytes.Gzip(bytes) : bytes);
        }
    }

    private static PublishedFile Describe(string name, byte[] bytes)
    {
        var packed = Packed[name + ".gz"];
        return new PublishedFile(name, packed.Length, "", Hash(packed), bytes.Length, "", Hash(bytes));
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
