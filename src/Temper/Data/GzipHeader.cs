namespace Temper.Data;

/// <summary>The header of a gzip member (RFC 1952, section 2.3).</summary>
internal static class GzipHeader
{
    /// <summary>CRC-32 and length of the contents, after the compressed data.</summary>
    public const int TrailerBytes = 8;

    private const int FixedBytes = 10;
    private const byte Deflate = 8;
    private const byte HasHeaderChecksum = 0x02;
    private const byte HasExtra = 0x04;
    private const byte HasName = 0x08;
    private const byte HasComment = 0x10;
    private const byte Reserved = 0xE0;

    /// <summary>True when the first two bytes are those of a gzip file.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>Reads past the header, from its first byte on; the stream is then at the compressed data.</summary>
    /// <exception cref="InvalidDataException">The header is not a gzip header.</exception>
    /// <exception cref="EndOfStreamException">The stream ends inside it.</exception>
    public static void Skip(Stream stream)
    {
        Span<byte> start = stackalloc byte[FixedBytes];
        stream.ReadExactly(start);
        if (!IsGzip(start) || start[2] != Deflate || (start[3] & Reserved) != 0)
        {
            throw new InvalidDataException("the gzip header is damaged");
        }

        var flags = start[3];
        if ((flags & HasExtra) != 0)
        {
            var size = ReadByte(stream) | (ReadByte(stream) << 8);
            for (var i = 0; i < size; i++)
            {
                ReadByte(stream);
            }
        }

        if ((flags & HasName) != 0)
        {
            SkipText(stream);
        }

        if ((flags & HasComment) != 0)
        {
            SkipText(stream);
        }

        if ((flags & HasHeaderChecksum) != 0)
        {
            ReadByte(stream);
            ReadByte(stream);
        }
    }

    private static void SkipText(Stream stream)
    {
        while (ReadByte(stream) != 0)
        {
        }
    }

    private static int ReadByte(Stream stream)
    {
        var value = stream.ReadByte();
        return value >= 0 ? value : throw new EndOfStreamException();
    }
}
