using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>How the camera was held: tag 0x0112 of EXIF 2.32, which is a TIFF 6.0 directory in either byte order.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int Magic = 42;
    private const int EntryBytes = 12;

    /// <summary>What begins EXIF data in a JPEG file; some programs write it into PNG files too.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation, 1 (upright) to 8; null where the data are damaged or do not say.</summary>
    /// <param name="tiff">EXIF data.</param>
    public static int? Of(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith(Prefix))
        {
            tiff = tiff[Prefix.Length..];
        }

        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
        {
            return null;
        }

        var little = tiff[0] == 'I';
        var start = Long(tiff[4..], little);
        if (Short(tiff[2..], little) != Magic || start > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[(int)start..];
        var count = Short(entries, little);
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (Short(entries, little) == Tag)
            {
                return Value(entries, little);
            }
        }

        return null;
    }

    /// <summary>One number of 16 bits, as the standard has it, or of 32, as some programs write it.</summary>
    private static int? Value(ReadOnlySpan<byte> entry, bool little)
    {
        uint? value = (Short(entry[2..], little), Long(entry[4..], little)) switch
        {
            (3 or 8, 1) => Short(entry[8..], little),
            (4 or 9, 1) => Long(entry[8..], little),
            _ => null,
        };
        return value is >= 1 and <= 8 ? (int)value : null;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
