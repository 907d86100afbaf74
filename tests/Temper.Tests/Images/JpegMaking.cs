using System.Buffers.Binary;

namespace Temper.Tests.Images;

/// <summary>Sound JPEG files of one mid-grey and any size, made bit by bit: tables of one code each, so that a scan of a large picture is short.</summary>
internal static class JpegMaking
{
    private const int MostBlocksOfRun = 32_767;

    /// <summary>Each block of a baseline file is a 0 for what it has more than the one before, and a 0 for its end.</summary>
    public static byte[] Baseline(int width, int height) =>
        [.. Head(0xC0, width, height, 1, acSymbol: 0), .. Scan(1, 0, 63, 0, new byte[(2 * Blocks(width, height) / 8) + 1]), 0xFF, 0xD9];

    /// <summary>A progressive file: a first scan, and others that say that nothing is to be added.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="scans">How many scans there are.</param>
    /// <param name="components">Colours; all scans are of the first.</param>
    /// <param name="refining">Whether the others are refining ones, which take longer: 14 bits, one after the other.</param>
    public static byte[] Progressive(int width, int height, int scans, int components = 1, bool refining = false)
    {
        var blocks = Blocks(width, height);
        var nothing = Nothing(blocks);
        List<byte> file = [.. Head(0xC2, width, height, components, acSymbol: 0xE0), .. Scan(1, 0, 0, 0, new byte[(blocks / 8) + 1])];
        for (var i = 0; i < scans - 1; i++)
        {
            var low = 13 - (i % 14);
            file.AddRange(Scan(1, 1, 63, refining ? (byte)((low == 13 ? 0 : (low + 1) << 4) | low) : (byte)0, nothing));
        }

        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>As <see cref="Progressive"/>, but the scans after the first have no data at all: 10 bytes each, as few as a scan can have.</summary>
    public static byte[] EmptyScans(int width, int height, int scans)
    {
        byte[] empty = Scan(1, 0, 0, 0, []);
        return [.. Head(0xC2, width, height, 3, acSymbol: 0xE0), .. Enumerable.Repeat(empty, scans).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    private static int Blocks(int width, int height) => ((width + 7) / 8) * ((height + 7) / 8);

    private static byte[] Head(byte frame, int width, int height, int components, byte acSymbol)
    {
        var sizes = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(sizes, (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(sizes.AsSpan(2), (ushort)width);
        byte[] steps = [.. Enumerable.Repeat((byte)1, 64)];
        byte[] oneCode = [1, .. new byte[15]];
        return
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. steps,
            0xFF, frame, 0, (byte)(8 + (3 * components)), 8, .. sizes, (byte)components, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0x11, 0 }),
            0xFF, 0xC4, 0, 20, 0x00, .. oneCode, 0, 0xFF, 0xC4, 0, 20, 0x10, .. oneCode, acSymbol,
        ];
    }

    private static byte[] Scan(byte id, byte first, byte last, byte bits, byte[] data) => [0xFF, 0xDA, 0, 8, 1, id, 0, first, last, bits, .. data];

    /// <summary>Runs of blocks without anything: a 0 for the one code, and 14 ones for how many they are, 0xFF escaped.</summary>
    private static byte[] Nothing(int blocks)
    {
        var runs = (blocks + MostBlocksOfRun - 1) / MostBlocksOfRun;
        var bytes = new byte[((15 * runs) + 7) / 8];
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] |= (byte)(bit % 15 == 0 && bit < 15 * runs ? 0 : 0x80 >> (bit % 8));
        }

        return [.. bytes.SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value])];
    }
}
