using System.IO.Compression;

namespace Temper.Tests.Export;

/// <summary>The state dicts that make_state_dicts.py wrote, and the input of their logits.</summary>
internal static class StateDicts
{
    /// <summary>The file with their logits.</summary>
    public const string Golden = "state-dicts.json";

    /// <summary>The safetensors file of a case.</summary>
    public static byte[] Bytes(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden", "state-dicts", $"{name}.safetensors.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The rows of the formula, as floats that have been scaled from 0 to 255 to 0 to 1.</summary>
    public static float[] Input(int rows, int width) => [.. Enumerable.Range(0, rows * width).Select(e => Byte(e / width, e % width) / 255f)];

    private static float Byte(int row, int feature) => ((101 * row) + (37 * feature) + (row * feature)) % 256;
}
