using System.Buffers.Binary;
using System.Globalization;
using Temper.Data;

namespace Temper.Lab.Images;

/// <summary>
/// Goes through the segments of a JPEG file (ITU-T T.81): a frame that can be decoded, scans after it, and the end marker after
/// those. Finds how the camera was held, what the colours mean, and how much work the decoder will have.
/// </summary>
internal sealed class JpegStructure
{
    /// <summary>
    /// Most scans. A progressive file has about 10; one for each of a block's 64 numbers and each colour would not be a picture from life.
    /// </summary>
    public const int MostScans = 100;

    /// <summary>
    /// Most work, in visits of blocks of 8 x 8. A scan visits every block of its colours, at 20 to 80 ns, or twice that where it refines. Reading
    /// a byte takes as long as half a visit, and in a file with one scan a fifth. With what decoding takes besides, 24 million are 2 to 3 seconds.
    /// 40 megapixels in the 10 scans that libjpeg writes are 6 million with chroma halved (4:2:0), 11 million without (4:4:4), and their bytes as
    /// much again.
    /// </summary>
    public const long MostWork = 24_000_000;

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
    private (byte Id, long Blocks)[]? components;
    private long visits;
    private int seen;

    private JpegStructure(byte[] file, string name) => (this.file, this.name) = (file, name);

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>EXIF orientation, 1 (upright) to 8; null where the file does not say.</summary>
    public int? Orientation { get; private set; }

    /// <summary>How many colours there are: 1, 3 or 4.</summary>
    public int Components => components?.Length ?? 0;

    /// <summary>What the colours mean.</summary>
    public JpegColours Colours { get; } = new();

    /// <summary>How many scans there are.</summary>
    public int Scans { get; private set; }

    /// <summary>What the decoder will have to do, in visits of blocks; at most <see cref="MostWork"/>.</summary>
    public long Work => visits + (seen / (Scans > 1 ? 2 : 5));

    /// <summary>Reads a file that begins with JPEG's start marker.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="DataException">It has too many pixels, or decoding it would take too long.</exception>
    public static JpegStructure Read(byte[] file, string name)
    {
        var structure = new JpegStructure(file, name);
        structure.Walk();
        return structure;
    }

    private void Walk()
    {
        for (var at = 2; ;)
        {
            seen = at = NextMarker(at);
            var marker = file[at + 1];
            if (marker == EndOfImage)
            {
                if (Scans == 0)
                {
                    throw new InvalidDataException("the JPEG file is damaged");
                }

                CheckWork();
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
                if (Scans > 0)
                {
                    // Behind a scan the decoder makes do with what there is; the end marker must come all the same.
                    continue;
                }

                throw new InvalidDataException(length < 2 ? "the JPEG file is damaged" : "the JPEG file is cut off");
            }

            Segment(marker, file.AsSpan(at + 2, length - 2));
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

    private void Segment(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case StartOfScan when components is null:
                throw new InvalidDataException("the JPEG file is damaged (a scan without a frame)");
            case StartOfScan:
                Scan(segment);
                break;
            case 0xC0 or 0xC1 or 0xC2 when components is null:
                Frame(segment);
                break;
            case >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                throw new InvalidDataException("it is a lossless, hierarchical or arithmetic-coded JPEG, which is not read here");
            case App0 when Scans == 0:
                Colours.SeeApp0(segment);
                break;
            case App14 when Scans == 0:
                Colours.SeeApp14(segment);
                break;
            case App1 when segment.StartsWith(ExifOrientation.Prefix):
                Orientation ??= ExifOrientation.Of(segment);
                break;
        }
    }

    private void Frame(ReadOnlySpan<byte> frame)
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
            throw new InvalidDataException(
                $"it is a JPEG of {frame[5]} colours, of which only those of 1 (grey), 3 (RGB, YCbCr) and 4 (CMYK, YCCK) are read here");
        }

        long height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        long width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        PictureFile.CheckSize(width, height, name);
        (Width, Height) = ((int)width, (int)height);
        var (across, down) = (1, 1);
        for (var i = 6; i < frame.Length; i += 3)
        {
            (across, down) = (Math.Max(across, frame[i + 1] >> 4), Math.Max(down, frame[i + 1] & 15));
        }

        // Whole units of all colours: the decoder fills up the last ones.
        var units = ((width + (8 * across) - 1) / (8 * across)) * ((height + (8 * down) - 1) / (8 * down));
        components = new (byte, long)[frame[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var sampling = frame[7 + (3 * i)];
            Colours.SeeComponent(frame[6 + (3 * i)]);
            components[i] = (frame[6 + (3 * i)], units * (sampling >> 4) * (sampling & 15));
        }
    }

    private void Scan(ReadOnlySpan<byte> scan)
    {
        Scans++;

        // Behind the colours: the first and the last of a block's 64 numbers, and which bits. A refining scan goes over all that are there.
        var count = scan.IsEmpty ? 0 : Math.Min(scan[0], (scan.Length - 1) / 2);
        var weight = scan.Length >= (2 * count) + 4 && scan[(2 * count) + 1] > 0 && scan[(2 * count) + 3] >> 4 > 0 ? 2 : 1;
        for (var i = 0; i < count; i++)
        {
            var id = scan[1 + (2 * i)];
            visits += weight * components!.FirstOrDefault(component => component.Id == id).Blocks;
        }
    }

    private void CheckWork()
    {
        if (Scans > MostScans || Work > MostWork)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: a JPEG of {Scans} scan{(Scans > 1 ? "s" : "")}, {Width} x {Height} pixels and {seen / 1e6:F1} MB "
                + $"would take too long to decode; save the picture smaller, or as a JPEG that is not progressive."));
        }
    }
}
