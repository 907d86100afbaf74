using Temper.Tests.Data;

namespace Temper.Tests.Cli;

/// <summary>A folder of images of 4 x 4 whose brightest pixel says their label, with labels to the test's liking.</summary>
internal static class LabelledImages
{
    public static void WriteTo(TempFolder folder, string place, IReadOnlyList<byte> train, IReadOnlyList<byte> test, string? classes = null)
    {
        foreach (var (set, labels, seed) in new[] { ("train", train, 1), ("t10k", test, 2) })
        {
            var random = new Random(seed);
            var pixels = new byte[labels.Count * 16];
            random.NextBytes(pixels);
            for (var i = 0; i < labels.Count; i++)
            {
                for (var p = 0; p < 16; p++)
                {
                    pixels[(i * 16) + p] = (byte)(p == labels[i] % 16 ? 255 : pixels[(i * 16) + p] / 4);
                }
            }

            folder.Write($"{place}/{set}-images-idx3-ubyte", IdxBytes.Make([(uint)labels.Count, 4, 4], pixels));
            folder.Write($"{place}/{set}-labels-idx1-ubyte", IdxBytes.Labels([.. labels]));
        }

        if (classes is not null)
        {
            folder.Write($"{place}/classes.txt", System.Text.Encoding.UTF8.GetBytes(classes));
        }
    }
}
