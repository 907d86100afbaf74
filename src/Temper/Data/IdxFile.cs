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
    // DEFLATE cannot do better: 258 bytes for two bits.
    private const long MostExpansion = 1032;
    private const int Chunk = 1 << 16;
    private const int Part = 1 << 20;
    internal const string FetchAgain = "fetch the file again";

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
        var dimensions = IdxHeader.Read(stream, kind, name, out var promised);
        var held = length - IdxHeader.Length(kind);
        if (held < promised)
        {
            throw Bad(name, $"the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, the file holds {held}", FetchAgain);
        }

        if (held > promised)
        {
            throw Bad(name, $"{held - promised} bytes too many: the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, the file holds {held}", FetchAgain);
        }

        using var checks = new ContentChecks(IdxHeader.Of(dimensions), hasCrc32: false);
        var values = GC.AllocateUninitializedArray<byte>((int)promised);
        var filled = 0;
        while (filled < values.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = values.AsMemory(filled, Math.Min(values.Length - filled, Part));
            stream.ReadExactly(part.Span);
            checks.Append(part);
            filled += part.Length;
        }

        return new IdxArray(dimensions, values, checks.Sha256());
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
        var dimensions = IdxHeader.Read(unpacked, kind, name, out var promised);
        var most = (length * MostExpansion) + Chunk;
        if (promised > most)
        {
            throw Bad(name, $"the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, {length} bytes of gzip can hold {most} at most", FetchAgain);
        }

        // The buffer grows with what has really come: a header alone must not cost memory.
        using var checks = new ContentChecks(IdxHeader.Of(dimensions), hasCrc32: true);
        var values = GC.AllocateUninitializedArray<byte>((int)Math.Min(promised, Math.Max(Chunk, 4 * length)));
        var filled = 0;
        var appended = 0;
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
                throw Bad(name, $"the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, the gzip data unpack to {filled}", FetchAgain);
            }

            filled += read;
            if (filled - appended >= Part)
            {
                checks.Append(values.AsMemory(appended..filled));
                appended = filled;
            }
        }

        checks.Append(values.AsMemory(appended..filled));

        if (unpacked.ReadByte() >= 0)
        {
            throw Bad(name, $"the gzip data unpack to more than the {IdxHeader.Sizes(dimensions)} = {promised} bytes that the header promises", FetchAgain);
        }

        CheckTrailer(stream, length, name, checks.Crc32(), IdxHeader.Length(kind) + promised);
        return new IdxArray(dimensions, values, checks.Sha256());
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

    internal static DataException Bad(string name, string reason, string wayOut, Exception? cause = null) =>
        new($"{OneLine.Of(name)}: {reason}; {wayOut}.", cause);
}
