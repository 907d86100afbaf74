using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>
/// Checks the segments of a JPEG file (ITU-T T.81): a frame that can be decoded, a scan after it, and the end marker
/// after that. Finds how the camera was held (EXIF 2.3, tag 0x0112).
/// </summary>
internal static class JpegStructure
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;
    private const int OrientationTag = 0x0112;

    /// <summary>Checks a file that begins with JPEG's start marker.</summary>
    /// <returns>The EXIF orientation, 1 (upright) to 8.</returns>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    public static int Check(ReadOnlySpan<byte> file)
    {
        var orientation = 1;
        var hasFrame = false;
        for (var at = 2; ;)
        {
            // Between segments anything may stand before the next 0xFF; fill bytes are 0xFF too.
            while (at < file.Length && (file[at] != 0xFF || (at + 1 < file.Length && file[at + 1] is 0xFF or 0x00)))
            {
                at++;
            }

            if (file.Length - at < 4)
            {
                throw new InvalidDataException("the JPEG file is cut off");
            }

            var marker = file[at + 1];
            at += 2;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (marker == EndOfImage || length < 2)
            {
                throw new InvalidDataException("the JPEG file is damaged");
            }

            if (length > file.Length - at)
            {
                throw new InvalidDataException("the JPEG file is cut off");
            }

            var segment = file.Slice(at + 2, length - 2);
            at += length;
            switch (marker)
            {
                case StartOfScan when !hasFrame:
                    throw new InvalidDataException("the JPEG file is damaged (a scan without a frame)");
                case StartOfScan when file[at..].IndexOf([(byte)0xFF, EndOfImage]) < 0:
                    throw new InvalidDataException("the JPEG file is cut off");
                case StartOfScan:
                    return orientation;
                case 0xC0 or 0xC1 or 0xC2:
                    hasFrame = true;
                    break;
                case >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    throw new InvalidDataException("it is a lossless, hierarchical or arithmetic-coded JPEG, which is not read here");
                case App1 when segment.StartsWith("Exif\0\0"u8):
                    orientation = Orientation(segment[6..]) ?? orientation;
                    break;
            }
        }
    }

    private static int? Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
        {
            return null;
        }

        var little = tiff[0] == 'I';
        var start = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (start > tiff.Length - 2)
        {
            return null;
        }

        var directory = tiff[(int)start..];
        for (var left = Short(directory, little); left > 0 && directory.Length >= 14; left--, directory = directory[12..])
        {
            if (Short(directory[2..], little) == OrientationTag)
            {
                int value = Short(directory[10..], little);
                return value is >= 1 and <= 8 ? value : null;
            }
        }

        return null;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
