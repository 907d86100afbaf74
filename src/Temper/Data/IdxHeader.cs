using System.Buffers.Binary;

namespace Temper.Data;

/// <summary>The header of an IDX file of unsigned bytes: magic number and sizes. Nothing in it is trusted.</summary>
internal static class IdxHeader
{
    private const byte UnsignedByte = 8;
    private const int LongestSide = 65_535;

    /// <summary>Reads a header from where the stream stands.</summary>
    /// <param name="stream">The file, unpacked.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="promised">How many elements must follow.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="DataException">It is not such a header.</exception>
    public static int[] Read(Stream stream, IdxKind kind, string name, out long promised)
    {
        var header = new byte[Length(kind)];
        var read = stream.ReadAtLeast(header, 4, throwOnEndOfStream: false);
        if (read >= 4)
        {
            CheckMagic(header, kind, name);
            read += stream.ReadAtLeast(header.AsSpan(read), header.Length - read, throwOnEndOfStream: false);
        }

        if (read < header.Length)
        {
            throw IdxFile.Bad(name, $"cut short inside the header: {read} bytes, expected {header.Length}", IdxFile.FetchAgain);
        }

        var dimensions = new int[(int)kind];
        promised = 1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + (4 * i)));
            // Only the number of images may be 0 here; whoever needs some says so with more context.
            if (size > (i == 0 ? int.MaxValue : LongestSide) || (i > 0 && size == 0))
            {
                var expected = i == 0 ? "0 or more" : $"1 to {LongestSide}";
                throw IdxFile.Bad(name, $"dimension {i + 1} is {(int)size}, expected {expected}", IdxFile.FetchAgain);
            }

            dimensions[i] = (int)size;
            // Below 2^31 * 2^16 * 2^16 = 2^63, so this cannot overflow.
            promised *= size;
        }

        if (promised > Array.MaxLength - header.Length)
        {
            throw IdxFile.Bad(
                name,
                $"the header promises {Sizes(dimensions)} = {promised} bytes, the most that can be read is {Array.MaxLength - header.Length}",
                "split the file");
        }

        return dimensions;
    }

    private static void CheckMagic(ReadOnlySpan<byte> header, IdxKind kind, string name)
    {
        const string wayOut = "check that this is the right file";
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var wanted = ((uint)UnsignedByte << 8) | (uint)kind;
        if (header[0] != 0 || header[1] != 0)
        {
            throw IdxFile.Bad(name, $"not an IDX file: it starts with {magic:x8} (hex), expected {wanted:x8}", wayOut);
        }

        if (header[2] != UnsignedByte)
        {
            throw IdxFile.Bad(name, $"wrong element type 0x{header[2]:x2}, expected 0x08 (unsigned bytes)", wayOut);
        }

        if (header[3] != (byte)kind)
        {
            var meaning = kind == IdxKind.Images ? "images, 3 dimensions" : "labels, 1 dimension";
            throw IdxFile.Bad(
                name, $"wrong magic number {magic}, expected {wanted} ({meaning}), received {header[3]} dimensions", wayOut);
        }
    }

    /// <summary>Bytes of a header.</summary>
    public static int Length(IdxKind kind) => 4 + (4 * (int)kind);

    /// <summary>The header that sizes have.</summary>
    public static byte[] Of(IReadOnlyList<int> dimensions)
    {
        var header = new byte[4 + (4 * dimensions.Count)];
        header[2] = UnsignedByte;
        header[3] = (byte)dimensions.Count;
        for (var i = 0; i < dimensions.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        return header;
    }

    /// <summary>Sizes for messages: "60000 x 28 x 28".</summary>
    public static string Sizes(int[] dimensions) => string.Join(" x ", dimensions);
}
