using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Temper.Data;

/// <summary>
/// Reads IDX files of unsigned bytes (the format of MNIST and its successors), plain or gzipped; which of the two is
/// told by the first bytes, not by the name.
/// </summary>
/// <remarks>
/// Layout: two zero bytes, the element type (8), the number of dimensions, each dimension as a 32-bit big-endian
/// number, then the elements. Nothing in a file is trusted: memory stays within a small multiple of what the file
/// really holds, and a gzipped file counts as whole only when the checksum and length in its trailer are right.
/// Source: http://yann.lecun.com/exdb/mnist/ for IDX, RFC 1952 for gzip.
/// </remarks>
public static class IdxFile
{
    internal const byte UnsignedByte = 8;

    // DEFLATE cannot do better: 258 bytes for two bits.
    private const long MostExpansion = 1032;
    private const int Chunk = 1 << 16;
    private const int LongestSide = 65_535;
    private const string FetchAgain = "fetch the file again";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">The file cannot be read or is not such a file; the message names it.</exception>
    public static IdxArray Read(string path, IdxKind kind, CancellationToken cancellationToken = default) =>
        Read(path, kind, OpenFile, cancellationToken);

    /// <summary>Reads a file that is already in memory.</summary>
    /// <param name="bytes">The whole file, plain or gzipped.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="DataException">It is not such a file; the message starts with <paramref name="name"/>.</exception>
    public static IdxArray Parse(ReadOnlyMemory<byte> bytes, IdxKind kind, string name)
    {
        using var stream = MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        return Parse(stream, kind, name);
    }

    /// <summary>Reads a file from a stream, from its beginning to its end.</summary>
    /// <param name="stream">A stream that can seek; not disposed.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">It is not such a file; the message starts with <paramref name="name"/>.</exception>
    public static IdxArray Parse(
        Stream stream, IdxKind kind, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            var length = stream.Length;
            if (length == 0)
            {
                throw Bad(name, "the file is empty", FetchAgain);
            }

            stream.Position = 0;
            Span<byte> start = stackalloc byte[2];
            var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            return GzipHeader.IsGzip(start[..read])
                ? ReadGzip(stream, length, kind, name, cancellationToken)
                : ReadPlain(stream, length, kind, name, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw Bad(name, "the gzip data are damaged", FetchAgain, error);
        }
        catch (EndOfStreamException error)
        {
            throw Bad(name, "the file is cut short", FetchAgain, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Bad(name, $"cannot be read ({OneLine.OfFileError(error)})", "check the file and the disk", error);
        }
    }

    internal static IdxArray Read(
        string path, IdxKind kind, Func<string, Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        Stream stream;
        try
        {
            stream = open(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Bad(path, "cannot be opened (no permission)", "give yourself read permission", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Bad(path, "no such file", "check the folder's name", error);
        }
        catch (Exception error) when (error is IOException or NotSupportedException or ArgumentException)
        {
            throw Bad(path, $"cannot be opened ({OneLine.OfFileError(error)})", "check the file and the disk", error);
        }

        using (stream)
        {
            return Parse(stream, kind, path, cancellationToken);
        }
    }

    private static Stream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Bad(path, "is a folder, expected an IDX file", "name the file inside it");
        }

        // Asked before opening: a named pipe has length 0 too, and opening one would wait for its writer.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
        {
            throw Bad(path, "the file is empty", FetchAgain);
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Chunk);
    }

    private static IdxArray ReadPlain(
        Stream stream, long length, IdxKind kind, string name, CancellationToken cancellationToken)
    {
        var dimensions = ReadHeader(stream, kind, name, out var promised);
        var held = length - HeaderBytes(kind);
        if (held < promised)
        {
            throw Bad(name, $"the header promises {Sizes(dimensions)} = {promised} bytes, the file holds {held}", FetchAgain);
        }

        if (held > promised)
        {
            throw Bad(name, $"{held - promised} bytes too many: the header promises {Sizes(dimensions)} = {promised} bytes, the file holds {held}", FetchAgain);
        }

        var values = new byte[promised];
        var filled = 0;
        while (filled < values.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = values.AsSpan(filled, Math.Min(values.Length - filled, 16 * Chunk));
            stream.ReadExactly(part);
            filled += part.Length;
        }

        return new IdxArray(dimensions, values);
    }

    private static IdxArray ReadGzip(
        Stream stream, long length, IdxKind kind, string name, CancellationToken cancellationToken)
    {
        GzipHeader.Skip(stream);
        var packed = length - stream.Position - GzipHeader.TrailerBytes;
        if (packed <= 0)
        {
            throw new EndOfStreamException();
        }

        using var section = new SectionStream(stream, packed, cancellationToken);
        using var unpacked = new DeflateStream(section, CompressionMode.Decompress);
        var dimensions = ReadHeader(unpacked, kind, name, out var promised);
        var most = (length * MostExpansion) + Chunk;
        if (promised > most)
        {
            throw Bad(name, $"the header promises {Sizes(dimensions)} = {promised} bytes, {length} bytes of gzip can hold {most} at most", FetchAgain);
        }

        // The buffer grows with what has really come: a header alone must not cost memory.
        var checksum = Crc32.Append(0, Header(dimensions));
        var values = new byte[Math.Min(promised, Math.Max(Chunk, 4 * length))];
        var filled = 0;
        while (true)
        {
            if (filled == values.Length)
            {
                if (filled == promised)
                {
                    break;
                }

                Array.Resize(ref values, (int)Math.Min(promised, 2L * filled));
            }

            var read = unpacked.Read(values, filled, Math.Min(values.Length - filled, Chunk));
            if (read == 0)
            {
                throw Bad(name, $"the header promises {Sizes(dimensions)} = {promised} bytes, the gzip data unpack to {filled}", FetchAgain);
            }

            checksum = Crc32.Append(checksum, values.AsSpan(filled, read));
            filled += read;
        }

        if (unpacked.ReadByte() >= 0)
        {
            throw Bad(name, $"the gzip data unpack to more than the {Sizes(dimensions)} = {promised} bytes that the header promises", FetchAgain);
        }

        CheckTrailer(stream, length, name, checksum, HeaderBytes(kind) + promised);
        return new IdxArray(dimensions, values);
    }

    // The inflater reads ahead, so the trailer is taken from where it must be: the end of the file. Files of several
    // gzip members fail here too; no known data set comes so.
    private static void CheckTrailer(Stream stream, long length, string name, uint checksum, long bytes)
    {
        Span<byte> trailer = stackalloc byte[GzipHeader.TrailerBytes];
        stream.Position = length - trailer.Length;
        stream.ReadExactly(trailer);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var expectedBytes = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (checksum != expected || (uint)bytes != expectedBytes)
        {
            throw Bad(name, $"damaged or cut short: the gzip trailer says CRC-32 {expected:x8} of {expectedBytes} bytes, the contents have {checksum:x8} of {bytes}", FetchAgain);
        }
    }

    private static int[] ReadHeader(Stream stream, IdxKind kind, string name, out long promised)
    {
        var header = new byte[HeaderBytes(kind)];
        var read = stream.ReadAtLeast(header, 4, throwOnEndOfStream: false);
        if (read >= 4)
        {
            CheckMagic(header, kind, name);
            read += stream.ReadAtLeast(header.AsSpan(read), header.Length - read, throwOnEndOfStream: false);
        }

        if (read < header.Length)
        {
            throw Bad(name, $"cut short inside the header: {read} bytes, expected {header.Length}", FetchAgain);
        }

        var dimensions = new int[(int)kind];
        promised = 1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + (4 * i)));
            // Only the number of images may be 0 here; whoever needs some says so with more context.
            if (size > (i == 0 ? int.MaxValue : LongestSide) || (i > 0 && size == 0))
            {
                throw Bad(name, $"dimension {i + 1} is {(int)size}, expected {(i == 0 ? "0 or more" : $"1 to {LongestSide}")}", FetchAgain);
            }

            dimensions[i] = (int)size;
            // Below 2^31 * 2^16 * 2^16 = 2^63, so this cannot overflow.
            promised *= size;
        }

        if (promised > Array.MaxLength - header.Length)
        {
            throw Bad(name, $"the header promises {Sizes(dimensions)} = {promised} bytes, the most that can be read is {Array.MaxLength - header.Length}", "split the file");
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
            throw Bad(name, $"not an IDX file: it starts with {magic:x8} (hex), expected {wanted:x8}", wayOut);
        }

        if (header[2] != UnsignedByte)
        {
            throw Bad(name, $"wrong element type 0x{header[2]:x2}, expected 0x08 (unsigned bytes)", wayOut);
        }

        if (header[3] != (byte)kind)
        {
            throw Bad(name, $"wrong magic number {magic}, expected {wanted} ({(kind == IdxKind.Images ? "images, 3 dimensions" : "labels, 1 dimension")}), received {header[3]} dimensions", wayOut);
        }
    }

    private static int HeaderBytes(IdxKind kind) => 4 + (4 * (int)kind);

    internal static byte[] Header(IReadOnlyList<int> dimensions)
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

    private static string Sizes(int[] dimensions) => string.Join(" x ", dimensions);

    private static DataException Bad(string name, string reason, string wayOut, Exception? cause = null) =>
        new($"{OneLine.Of(name)}: {reason}; {wayOut}.", cause);
}
