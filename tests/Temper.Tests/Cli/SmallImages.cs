using System.Security.Cryptography;
using Temper.Data;
using Temper.Tests.Data;

namespace Temper.Tests.Cli;

/// <summary>A folder of 400 + 60 images of 5 x 4 in three classes that a small net can tell apart.</summary>
internal static class SmallImages
{
    public const string Folder = "small";

    private static readonly string[] ClassNames = ["red", "green", "blue"];

    private static readonly (string Name, byte[] Bytes)[] Files = Make(seed: 1);

    /// <summary>The same images in the place of Fashion-MNIST.</summary>
    public static PublishedDataset Published { get; } = new(
        FashionMnist.Name,
        [.. Files.Select(file => new PublishedFile(file.Name, 0, "", "", file.Bytes.Length, "", Convert.ToHexStringLower(SHA256.HashData(file.Bytes))))],
        ClassNames);

    /// <summary>Writes the four files and the classes' names.</summary>
    /// <param name="folder">Where the data's folder is made.</param>
    /// <param name="place">The data's folder.</param>
    /// <param name="seed">Other seeds give other data of the same kind.</param>
    public static void WriteTo(TempFolder folder, string place = Folder, int seed = 1)
    {
        foreach (var (name, bytes) in seed == 1 ? Files : Make(seed))
        {
            folder.Write($"{place}/{name}", bytes);
        }

        folder.Write($"{place}/classes.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', ClassNames) + '\n'));
    }

    private static (string Name, byte[] Bytes)[] Make(int seed) => [.. Make("train", 400, seed), .. Make("t10k", 60, seed + 1)];

    private static (string Name, byte[] Bytes)[] Make(string set, int count, int seed)
    {
        var random = new Random(seed);
        var labels = new byte[count];
        var pixels = new byte[count * 20];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 3);
            for (var p = 0; p < 20; p++)
            {
                pixels[(i * 20) + p] = (byte)(random.Next(160) + (p % 3 == labels[i] ? 90 : 0));
            }
        }

        return [($"{set}-images-idx3-ubyte", IdxBytes.Make([(uint)count, 5, 4], pixels)), ($"{set}-labels-idx1-ubyte", IdxBytes.Labels(labels))];
    }
}
