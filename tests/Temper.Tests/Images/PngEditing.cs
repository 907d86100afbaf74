using System.Buffers.Binary;
using System.IO.Compression;

namespace Temper.Tests.Images;

/// <summary>Takes PNG files apart and puts them together again with right checksums.</summary>
internal static class PngEditing
{
    /// <summary>The file with other sizes in its header.</summary>
    public static byte[] WithHeader(byte[] png, uint width, uint height)
    {
        var copy = png.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(20), height);
        return WithRightSums(copy);
    }

    /// <summary>The file with other rows, unpacked and with filter bytes.</summary>
    public static byte[] WithRows(byte[] png, byte[] rows) => WithRightSums([.. png[..33], .. Rows(rows), .. png[^12..]]);

    /// <summary>The chunk of such rows, without its checksum.</summary>
    public static byte[] Rows(byte[] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return Chunk("IDAT"u8, packed.ToArray());
    }

    /// <summary>A chunk without its checksum.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        return chunk;
    }

    /// <summary>The file with each chunk's checksum put right, as far as its chunks can be followed.</summary>
    public static byte[] WithRightSums(byte[] png)
    {
        for (var at = 8; png.Length - at >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12)
            {
                break;
            }

            var sum = Temper.Data.Crc32.Append(0, png.AsSpan(at + 4, (int)length + 4));
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), sum);
            at += 12 + (int)length;
        }

        return png;
    }
}
