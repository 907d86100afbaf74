using System.Runtime.InteropServices;
using Temper.Devices;

namespace Temper.Data;

/// <summary>
/// Reads IDX files of unsigned bytes (the format of MNIST and its successors), plain or gzipped; which of the two is
/// told by the first bytes, not by the name.
/// </summary>
/// <remarks>
/// Layout: two zero bytes, the element type (8), the number of dimensions, each dimension as a 32-bit big-endian
/// number, then the elements. Nothing in a file is trusted: memory stays within a small multiple of what the file
/// really holds, and a gzipped file counts as whole only when checksum and length of each of its members are right.
/// Source: http://yann.lecun.com/exdb/mnist/ for IDX, RFC 1952 for gzip.
/// </remarks>
public static class IdxFile
{
    // DEFLATE cannot do better: 258 bytes for two bits.
    private const long MostExpansion = 1032;
    private const int Chunk = 1 << 16;
    private const long MostPiped = 1 << 30;
    private const string Expected = "an IDX file";
    private const int Part = 1 << 20;
    internal const string FetchAgain = "fetch the file again";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file, plain or gzip.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">The file cannot be read or is not such a file; the message names it.</exception>
    public static IdxArray Read(string path, IdxKind kind, CancellationToken cancellationToken = default) =>
        Read(path, kind, DataAllowance.Usual(), cancellationToken);

    /// <summary>Reads a file that may be larger, or only smaller, than <see cref="DatasetCatalogOptions.DefaultMaxBytes"/>.</summary>
    /// <param name="path">Path of the file, plain or gzip.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="maxBytes">Most bytes of its contents, unpacked.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">The file cannot be read or is not such a file; the message names it.</exception>
    public static IdxArray Read(string path, IdxKind kind, long maxBytes, CancellationToken cancellationToken = default) =>
        Read(path, kind, new DataAllowance(maxBytes, HostMemory.OfProcess), cancellationToken);

    internal static IdxArray Read(string path, IdxKind kind, DataAllowance allowance, CancellationToken cancellationToken)
    {
        using var stream = InputFile.Open(path, Expected, cancellationToken);
        return Parse(stream, kind, path, allowance, cancellationToken);
    }

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
    /// <param name="stream">The stream; one that cannot seek is taken into memory, at most 1 GB of it. Not disposed.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataException">It is not such a file; the message starts with <paramref name="name"/>.</exception>
    public static IdxArray Parse(
        Stream stream, IdxKind kind, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Parse(stream, kind, name, DataAllowance.Usual(), cancellationToken);
    }

    internal static IdxArray Parse(Stream stream, IdxKind kind, string name, DataAllowance allowance, CancellationToken cancellationToken)
    {
        try
        {
            if (!stream.CanSeek)
            {
                using var copy = new MemoryStream(InMemory(stream, kind, name, allowance), writable: false);
                return Parse(copy, kind, name, allowance, cancellationToken);
            }

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
                ? ReadGzip(stream, length, kind, name, allowance, cancellationToken)
                : ReadPlain(stream, length, kind, name, allowance, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw Bad(name, error.Message, FetchAgain, error);
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
        using var stream = InputFile.Open(path, Expected, open, cancellationToken);
        return Parse(stream, kind, path, cancellationToken);
    }

    /// <summary>What comes through a pipe, as long as its first bytes promise; of what cannot be right no more is read.</summary>
    private static byte[] InMemory(Stream stream, IdxKind kind, string name, DataAllowance allowance)
    {
        var start = InputFile.ReadAtMost(stream, IdxHeader.Length(kind));
        long most = MostPiped;
        if (!GzipHeader.IsGzip(start) && start.Length > 0)
        {
            using var header = new MemoryStream(start, writable: false);
            var dimensions = IdxHeader.Read(header, kind, name, out var promised);
            allowance.Check(name, IdxHeader.Sizes(dimensions), promised);
            if (promised > MostPiped - start.Length)
            {
                throw Bad(
                    name,
                    FormattableString.Invariant($"promises {promised} bytes, and through a pipe at most {MostPiped} are read"),
                    "save it as a file first");
            }

            most = promised;
        }

        // One byte more tells whether there is more.
        byte[] all = [.. start, .. InputFile.ReadAtMost(stream, most + 1)];
        return all.Length <= MostPiped
            ? all
            : throw Bad(name, $"more than {MostPiped} bytes through a pipe", "save it as a file first");
    }

    private static IdxArray ReadPlain(
        Stream stream, long length, IdxKind kind, string name, DataAllowance allowance, CancellationToken cancellationToken)
    {
        var dimensions = IdxHeader.Read(stream, kind, name, out var promised);
        var held = length - IdxHeader.Length(kind);
        if (held < promised)
        {
            throw Bad(name, $"the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, the file holds {held}", FetchAgain);
        }

        if (held > promised)
        {
            throw Bad(
                name,
                $"{held - promised} bytes too many: the header promises {IdxHeader.Sizes(dimensions)} = {promised} bytes, the file holds {held}",
                FetchAgain);
        }

        allowance.Take(name, IdxHeader.Sizes(dimensions), promised);
        using var checks = new ContentChecks(IdxHeader.Of(dimensions));
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
        Stream stream, long length, IdxKind kind, string name, DataAllowance allowance, CancellationToken cancellationToken)
    {
        using var unpacked = new GzipMembers(stream, cancellationToken);
        var dimensions = IdxHeader.Read(unpacked, kind, name, out var promised);
        var most = (length * MostExpansion) + Chunk;
        if (promised > most)
        {
            throw Bad(name, $"the header promises {Promise()}, {length} bytes of gzip can hold {most} at most", FetchAgain);
        }

        allowance.Take(name, IdxHeader.Sizes(dimensions), promised);

        // The buffer grows with what has really come: a header alone must not cost memory.
        using var checks = new ContentChecks(IdxHeader.Of(dimensions));
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

                // Not by doubling to the end: the last but one would be held beside the last.
                Array.Resize(ref values, (int)(filled >= promised / 8 ? promised : 2L * filled));
            }

            var read = unpacked.Read(values, filled, Math.Min(values.Length - filled, Chunk));
            if (read == 0)
            {
                throw Bad(name, $"the header promises {Promise()}, the gzip data unpack to {filled}", FetchAgain);
            }

            filled += read;
            if (filled - appended >= Part)
            {
                checks.Append(values.AsMemory(appended..filled));
                appended = filled;
            }
        }

        checks.Append(values.AsMemory(appended..filled));

        // This also reads and checks what comes after the last byte.
        if (unpacked.ReadByte() >= 0)
        {
            throw Bad(name, $"the gzip data unpack to more than the {Promise()} that the header promises", FetchAgain);
        }

        return new IdxArray(dimensions, values, checks.Sha256());

        string Promise() => $"{IdxHeader.Sizes(dimensions)} = {promised} bytes";
    }

    internal static DataException Bad(string name, string reason, string wayOut, Exception? cause = null) =>
        new($"{OneLine.Of(name)}: {reason}; {wayOut}.", cause);
}
