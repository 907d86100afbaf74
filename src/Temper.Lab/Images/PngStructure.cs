using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>
/// The chunks of a PNG file (ISO/IEC 15948), their checksums and order checked: header, palette, transparency, where the compressed
/// rows lie, and how the camera was held.
/// </summary>
internal sealed class PngStructure
{
    private const int SignatureLength = 8;
    private const int ChunkFrame = 12;
    private const int MostColours = 256;
    private const uint Polynomial = 0xEDB88320;

    // Bit 5 of a type's first letter: without such chunks a picture can still be drawn.
    private const uint Ancillary = 0x20000000;
    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly List<(int At, int Length)> rows = [];

    private PngStructure(PngHeader header) => Header = header;

    /// <summary>Size and kind of pixels.</summary>
    public PngHeader Header { get; }

    /// <summary>Red, green and blue of each colour; empty without a palette.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The chunk tRNS: opacities of a palette, or the one colour that is transparent; null without.</summary>
    public byte[]? Transparency { get; private set; }

    /// <summary>EXIF orientation, 1 (upright) to 8; null where the file does not say.</summary>
    public int? Orientation { get; private set; }

    /// <summary>Where in the file the compressed rows lie.</summary>
    public IReadOnlyList<(int At, int Length)> Rows => rows;

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static PngHeader ReadHeader(byte[] file, string name)
    {
        var (type, data) = Chunk(file, SignatureLength);
        return type == Type("IHDR"u8) ? PngHeader.Read(data, name) : throw new InvalidDataException("the PNG file does not begin with one header");
    }

    /// <summary>Reads a file that begins with PNG's signature.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Gives up reading between two chunks.</param>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static PngStructure Read(byte[] file, string name, CancellationToken cancellationToken)
    {
        PngStructure? structure = null;
        for (var at = SignatureLength; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (type, data) = Chunk(file, at);
            CheckSum(file.AsSpan(at + 4, data.Length + 4), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + data.Length)));
            if ((structure is null) != (type == Type("IHDR"u8)))
            {
                throw new InvalidDataException("the PNG file does not begin with one header");
            }

            if (type == Type("IEND"u8))
            {
                return structure!;
            }

            structure ??= new PngStructure(PngHeader.Read(data, name));
            structure.See(type, at + 8, data);
            at += ChunkFrame + data.Length;
        }
    }

    private static uint Type(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    private static Found Chunk(byte[] file, int at)
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

        return new Found(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4)), file.AsSpan(at + 8, (int)length));
    }

    private void See(uint type, int at, ReadOnlySpan<byte> data)
    {
        if (type == Type("IDAT"u8))
        {
            rows.Add((at, data.Length));
        }
        else if (type == Type("PLTE"u8))
        {
            var isSound = data.Length is > 0 and <= 3 * MostColours && data.Length % 3 == 0 && Palette.Length == 0;
            Palette = isSound ? data.ToArray() : throw new InvalidDataException("the PNG file's palette is damaged");
        }
        else if (type == Type("tRNS"u8))
        {
            var isSound = rows.Count == 0 && Header.Colour switch
            {
                PngHeader.Grey => data.Length == 2,
                PngHeader.Rgb => data.Length == 6,
                PngHeader.Palette => data.Length <= Palette.Length / 3,

                // With opacity of their own, pixels need none; libpng ignores it there.
                _ => true,
            };
            Transparency = isSound ? data.ToArray() : throw new InvalidDataException("the PNG file's transparency is damaged");
        }
        else if (type == Type("eXIf"u8))
        {
            // PNG 3, section 11.3.3.5: before the pixels or after them. Damaged EXIF data do not make a picture unreadable.
            Orientation ??= ExifOrientation.Of(data);
        }
        else if (type != Type("IHDR"u8) && (type & Ancillary) == 0)
        {
            throw new InvalidDataException("the PNG file has a chunk that is not known here and that it cannot be drawn without");
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

    private readonly ref struct Found(uint type, ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> data = data;

        public void Deconstruct(out uint chunk, out ReadOnlySpan<byte> bytes)
        {
            chunk = type;
            bytes = data;
        }
    }
}
