using Temper.Tests.Data;

namespace Temper.Tests.Cli;

/// <summary>A folder of 400 + 60 images of 5 x 4 in three classes that a small net can tell apart.</summary>
internal static class SmallImages
{
    public const string Folder = "small";

    /// <summary>Writes the four files and the classes' names.</summary>
    /// <param name="folder">Where the data's folder is made.</param>
    /// <param name="place">The data's folder.</param>
    /// <param name="seed">Other seeds give other data of the same kind.</param>
    public static void WriteTo(TempFolder folder, string place = Folder, int seed = 1)
    {
        Write(folder, place, "train", 400, seed);
        Write(folder, place, "t10k", 60, seed + 1);
        folder.Write($"{place}/classes.txt", "red\ngreen\nblue\n"u8.ToArray());
    }

    private static void Write(TempFolder folder, string place, string set, int count, int seed)
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

        folder.Write($"{place}/{set}-images-idx3-ubyte", IdxBytes.Make([(uint)count, 5, 4], pixels));
        folder.Write($"{place}/{set}-labels-idx1-ubyte", IdxBytes.Labels(labels));
    }
}
