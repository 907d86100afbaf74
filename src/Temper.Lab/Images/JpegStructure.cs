using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>
/// Goes through the segments of a JPEG file (ITU-T T.81): a frame that can be decoded, scans after it, and the end marker after
/// those. Finds how the camera was held and what the colours mean, and refuses scans that would take too long.
/// </summary>
internal sealed class JpegStructure
{
    /// <summary>Most scans; a progressive file has about 10, and no program writes 500 (libjpeg-turbo warns from there on).</summary>
    private const int MostScans = 500;

    /// <summary>Most blocks of 8 x 8 that all scans together may go over: about 2 seconds. 40 megapixels in 10 scans have 9 million.</summary>
    private const long MostBlocks = 40_000_000;

    private const byte Temporary = 0x01;
    private const byte FirstRestart = 0xD0;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App14 = 0xEE;

    private readonly byte[] file;
    private readonly string name;
    private readonly JpegColours colours = new();
    private (byte Id, long Blocks)[]? components;
    private int? orientation;
    private int scans;
    private long blocks;

    private JpegStructure(byte[] file, string name) => (this.file, this.name) = (file, name);

    /// <summary>Checks a file that begins with JPEG's start marker.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <returns>The EXIF orientation, 1 (upright) to 8, and the file with its colours told so that the decoder understands them.</returns>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static (int Orientation, byte[] File) Check(byte[] file, string name)
    {
        var structure = new JpegStructure(file, name);
        structure.Walk();
        return (structure.orientation ?? 1, structure.colours.ToldIn(file));
    }

    private void Walk()
    {
        for (var at = 2; ;)
        {
            at = NextMarker(at);
            var marker = file[at + 1];
            if (marker == EndOfImage)
            {
                if (scans == 0)
                {
                    throw new InvalidDataException("the JPEG file is damaged");
                }

                return;
            }

            at += 2;
            if (marker is Temporary or (>= FirstRestart and <= StartOfImage))
            {
                continue;
            }

            var length = file.Length - at < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
            if (length < 2 || length > file.Length - at)
            {
                if (scans > 0)
                {
                    // Behind a scan the decoder makes do with what there is; the end marker must come all the same.
                    continue;
                }

                throw new InvalidDataException(length < 2 ? "the JPEG file is damaged" : "the JPEG file is cut off");
            }

            Segment(marker, at + 2, file.AsSpan(at + 2, length - 2));
            at += length;
        }
    }

    /// <summary>
    /// The place of the next 0xFF that is neither followed by 0, as in the data of a scan, nor a fill byte. Between segments
    /// anything may stand before it.
    /// </summary>
    private int NextMarker(int at)
    {
        while (true)
        {
            var skipped = at < file.Length ? file.AsSpan(at).IndexOf((byte)0xFF) : -1;
            at += skipped;
            if (skipped < 0 || at + 1 >= file.Length)
            {
                throw new InvalidDataException("the JPEG file is cut off");
            }

            if (file[at + 1] is not (0x00 or 0xFF))
            {
                return at;
            }

            at++;
        }
    }

    private void Segment(byte marker, int at, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case StartOfScan when components is null:
                throw new InvalidDataException("the JPEG file is damaged (a scan without a frame)");
            case StartOfScan:
                Scan(at, segment);
                break;
            case 0xC0 or 0xC1 or 0xC2 when components is null:
                Frame(at, segment);
                break;
            case >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                throw new InvalidDataException("it is a lossless, hierarchical or arithmetic-coded JPEG, which is not read here");
            case App0 when scans == 0:
                colours.SeeApp0(segment);
                break;
            case App14 when scans == 0:
                colours.SeeApp14(segment);
                break;
            case App1 when segment.StartsWith(ExifOrientation.Prefix):
                orientation ??= ExifOrientation.Of(segment);
                break;
        }
    }

    private void Frame(int at, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6 || frame.Length != 6 + (3 * frame[5]))
        {
            throw new InvalidDataException("the JPEG file is damaged (its frame)");
        }

        if (frame[0] != 8)
        {
            throw new InvalidDataException($"it is a JPEG of {frame[0]} bits a colour, of which only those of 8 are read here");
        }

        if (frame[5] is not (1 or 3 or 4))
        {
            throw new InvalidDataException($"it is a JPEG of {frame[5]} colours, of which only those of 1 (grey), 3 (RGB, YCbCr) and 4 (CMYK, YCCK) are read here");
        }

        long height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        long width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        PictureFile.CheckSize(width, height, name);
        var (across, down) = (1, 1);
        for (var i = 6; i < frame.Length; i += 3)
        {
            (across, down) = (Math.Max(across, frame[i + 1] >> 4), Math.Max(down, frame[i + 1] & 15));
        }

        components = new (byte, long)[frame[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var sampling = frame[7 + (3 * i)];
            components[i] = (frame[6 + (3 * i)], Blocks(width, sampling >> 4, across) * Blocks(height, sampling & 15, down));
            colours.SeeComponent(at + 6 + (3 * i), frame[6 + (3 * i)]);
        }

        static long Blocks(long size, int sampling, int most) => ((((size * sampling) + most - 1) / most) + 7) / 8;
    }

    private void Scan(int at, ReadOnlySpan<byte> scan)
    {
        scans++;
        colours.SeeScan(at - 4);
        for (var i = 0; scan.Length > 0 && i < scan[0] && (2 * i) + 2 < scan.Length; i++)
        {
            var id = scan[1 + (2 * i)];
            blocks += components!.FirstOrDefault(component => component.Id == id).Blocks;
            colours.SeeIdOfScan(at + 1 + (2 * i));
        }

        if (scans > MostScans || blocks > MostBlocks)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"the JPEG file has {(scans > MostScans ? $"more than {MostScans} scans" : "too many scans of so many pixels")}; decoding it would take too long"));
        }
    }
}
