using System.Buffers.Binary;
using System.IO.Compression;

namespace Temper.Lab.Images;

/// <summary>
/// Checks a PNG file (ISO/IEC 15948) as a whole: its chunks and their checksums, its size, and that the compressed rows
/// are exactly as long as that size needs, neither cut off nor a bomb.
/// </summary>
internal static class PngStructure
{
    private const int SignatureLength = 8;
    private const int ChunkFrame = 12;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>First column, first row, column step and row step of Adam7's passes.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Checks a file that begins with PNG's signature.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <returns>The EXIF orientation, 1 (upright) to 8.</returns>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static int Check(byte[] file, string name)
    {
        int? orientation = null;
        using var rows = new MemoryStream();
        long expected = -1;
        for (var at = SignatureLength; ;)
        {
            if (file.Length - at < ChunkFrame)
            {
                throw new InvalidDataException("the PNG file is cut off");
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - ChunkFrame)
            {
                throw new InvalidDataException("the PNG file is cut off or damaged");
            }

            var data = file.AsSpan(at + 8, (int)length);
            var type = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4));
            CheckSum(file.AsSpan(at + 4, (int)length + 4), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + (int)length)));
            at += ChunkFrame + (int)length;
            if ((expected < 0) != (type == Type("IHDR"u8)))
            {
                throw new InvalidDataException("the PNG file does not begin with one header");
            }

            if (type == Type("IHDR"u8))
            {
                expected = RowBytes(data, name);
            }
            else if (type == Type("IDAT"u8))
            {
                rows.Write(data);
            }
            else if (type == Type("eXIf"u8))
            {
                // PNG 3, section 11.3.3.5: before the pixels or after them. Damaged EXIF data do not make a picture unreadable.
                orientation ??= ExifOrientation.Of(data);
            }
            else if (type == Type("IEND"u8))
            {
                CheckRows(rows, expected);
                return orientation ?? 1;
            }
        }
    }

    private static uint Type(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    /// <summary>Bytes of all rows, unpacked, each with its filter byte.</summary>
    private static long RowBytes(ReadOnlySpan<byte> header, string name)
    {
        if (header.Length != 13)
        {
            throw new InvalidDataException("the PNG file's header is damaged");
        }

        long width = BinaryPrimitives.ReadUInt32BigEndian(header);
        long height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        PictureFile.CheckSize(width, height, name);
        var channels = (header[9], header[8]) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => 1,
            (2, 8 or 16) => 3,
            (3, 1 or 2 or 4 or 8) => 1,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => throw new InvalidDataException("the PNG file's header is damaged"),
        };
        if (header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw new InvalidDataException("the PNG file's header is damaged");
        }

        var bits = channels * header[8];
        return header[12] == 0
            ? PassBytes(width, height, bits)
            : Adam7.Sum(pass => PassBytes((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY, bits));
    }

    private static long PassBytes(long width, long height, int bits) =>
        width <= 0 || height <= 0 ? 0 : height * (1 + (((width * bits) + 7) / 8));

    private static void CheckRows(MemoryStream packed, long expected)
    {
        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[1 << 16];
        long received = 0;
        try
        {
            for (int count; received <= expected && (count = rows.Read(buffer)) > 0;)
            {
                received += count;
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException("the PNG file's pixels are damaged", error);
        }

        if (received != expected)
        {
            throw new InvalidDataException(
                received < expected ? "the PNG file's pixels are cut off" : "the PNG file has more pixels than its header says");
        }
    }

    private static void CheckSum(ReadOnlySpan<byte> chunk, uint expected)
    {
        var crc = uint.MaxValue;
        foreach (var value in chunk)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        if (~crc != expected)
        {
            throw new InvalidDataException("the PNG file is damaged (a checksum is wrong)");
        }
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            table[value] = crc;
        }

        return table;
    }
}
