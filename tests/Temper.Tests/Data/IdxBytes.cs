using System.Buffers.Binary;
using System.IO.Compression;

namespace Temper.Tests.Data;

/// <summary>Makes IDX files in memory.</summary>
internal static class IdxBytes
{
    public static byte[] Labels(params byte[] labels) => Make([(uint)labels.Length], labels);

    public static byte[] Images(int count, int height, int width, int seed = 1)
    {
        var pixels = new byte[count * height * width];
        new Random(seed).NextBytes(pixels);
        return Make([(uint)count, (uint)height, (uint)width], pixels);
    }

    public static byte[] Make(uint[] dimensions, byte[] values, byte type = 8)
    {
        var bytes = new byte[4 + (4 * dimensions.Length) + values.Length];
        bytes[2] = type;
        bytes[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        values.CopyTo(bytes, 4 + (4 * dimensions.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return memory.ToArray();
    }
}
