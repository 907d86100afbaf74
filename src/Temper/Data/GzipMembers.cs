using System.Buffers.Binary;
using System.IO.Compression;

namespace Temper.Data;

/// <summary>
/// The contents of a gzip file: those of its members one after the other (RFC 1952, section 2.2), as cat, bgzip and pigz make them.
/// Checksum and length of every member are checked; zeros after the last one are padding, as for gzip itself; anything else there
/// is refused.
/// </summary>
/// <remarks>
/// .NET's GZipStream reads members too, but takes a file that was cut off for a whole one. Its DeflateStream reads ahead and
/// does not say where the compressed data ended; that is found in the last part it took: by the checksum and length that must
/// follow or, where those stand there not exactly once, by unpacking once more with single bytes at the end.
/// </remarks>
/// <param name="packed">The file, at its beginning; it can seek. Not disposed.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class GzipMembers(Stream packed, CancellationToken cancellationToken) : ForwardStream
{
    private const int Part = 8192;

    private readonly long length = packed.Length;
    private GzipPart? part;
    private DeflateStream? member;
    private int number;
    private long begin;
    private long dataBegin;
    private uint crc32;
    private long count;
    private bool hasEnded;

    private string Where => FormattableString.Invariant($"(gzip member {number}, from byte {begin})");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged or cut short; the message says where.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!hasEnded && !buffer.IsEmpty)
        {
            if (member is null)
            {
                Begin();
            }

            var read = Unpack(member!, part!, buffer);
            if (read > 0)
            {
                crc32 = Crc32.Append(crc32, buffer[..read]);
                count += read;
                return read;
            }

            End();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close(ref member, ref part);
        }

        base.Dispose(disposing);
    }

    private static void Close(ref DeflateStream? member, ref GzipPart? part)
    {
        member?.Dispose();
        part?.Dispose();
        (member, part) = (null, null);
    }

    private void Begin()
    {
        number++;
        (begin, crc32, count) = (packed.Position, 0, 0);
        try
        {
            GzipHeader.Skip(packed);
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
        catch (EndOfStreamException error)
        {
            throw CutShort(error);
        }

        dataBegin = packed.Position;
        part = new GzipPart(packed, Part, cancellationToken);
        member = new DeflateStream(part, CompressionMode.Decompress, leaveOpen: true);
    }

    private int Unpack(DeflateStream from, GzipPart taken, Span<byte> buffer)
    {
        int read;
        try
        {
            read = from.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw taken.HasEnded ? CutShort(error) : Damaged(error);
        }

        return read > 0 || !taken.HasEnded ? read : throw CutShort(null);
    }

    private void End()
    {
        var end = FindTrailer() ?? UnpackAgain();
        Close(ref member, ref part);
        packed.Position = end;
        Span<byte> trailer = stackalloc byte[GzipHeader.TrailerBytes];
        if (packed.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false) < trailer.Length)
        {
            throw CutShort(null);
        }

        var expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var expectedBytes = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (crc32 != expected || (uint)count != expectedBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"damaged: the gzip trailer says CRC-32 {expected:x8} of {expectedBytes} bytes, the contents have {crc32:x8} of {count} {Where}"));
        }

        Next();
    }

    /// <summary>Where the member's trailer begins, if it stands exactly once where it may be.</summary>
    private long? FindTrailer()
    {
        Span<byte> wanted = stackalloc byte[GzipHeader.TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(wanted[4..], (uint)count);
        var first = part!.LastBegin + 1;
        var window = new byte[(int)Math.Min(part.LastLength - 1 + wanted.Length, length - first)];
        packed.Position = first;
        packed.ReadExactly(window);
        var at = window.AsSpan().IndexOf(wanted);
        return at >= 0 && window.AsSpan(at + 1).IndexOf(wanted) < 0 ? first + at : null;
    }

    /// <summary>The end of the member's compressed data: the last part comes byte by byte, so none is taken that is not needed.</summary>
    private long UnpackAgain()
    {
        packed.Position = dataBegin;
        using var again = new GzipPart(packed, Part, cancellationToken) { SinglesFrom = part!.LastBegin };
        using var unpacked = new DeflateStream(again, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[Part];
        while (Unpack(unpacked, again, buffer) > 0)
        {
        }

        return again.LastBegin + again.LastLength;
    }

    /// <summary>What comes after a member: another one, padding, or the end.</summary>
    private void Next()
    {
        var at = packed.Position;
        var next = new byte[2];
        if (packed.ReadAtLeast(next, next.Length, throwOnEndOfStream: false) == next.Length && GzipHeader.IsGzip(next))
        {
            packed.Position = at;
            return;
        }

        hasEnded = true;
        packed.Position = at;
        var rest = new byte[Part];
        for (int read; (read = packed.Read(rest)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rest.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{length - at} bytes follow the last gzip member, at byte {at}, that are neither another one nor padding with zeros"));
            }
        }
    }

    private InvalidDataException Damaged(Exception error) => new($"the gzip data are damaged {Where}", error);

    private InvalidDataException CutShort(Exception? error) => new($"the file is cut short {Where}", error);
}
