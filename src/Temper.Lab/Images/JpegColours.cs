namespace Temper.Lab.Images;

/// <summary>
/// What the colours of a JPEG file mean, by the rules of libjpeg and so of browsers: 3 are YCbCr with a JFIF marker; else what an Adobe
/// marker says; else RGB if they are called R, G and B; else YCbCr. 4 are CMYK unless an Adobe marker says YCCK. In files, the inks
/// of CMYK are stored inverted, with an Adobe marker or without (Adobe's way, which Pillow and browsers take for everybody's).
/// </summary>
internal sealed class JpegColours
{
    // The decoder goes by the last Adobe marker before the scan and the components' names, and knows neither JFIF nor CMYK without the marker.
    private const byte Plain = 0;
    private const byte YCbCr = 1;
    private const byte Ycck = 2;
    private readonly List<(int At, byte Id)> components = [];
    private readonly List<int> idsOfScans = [];
    private bool hasJfif;
    private byte? adobe;
    private byte? adobeOfDecoder;
    private int firstScan;

    public void SeeApp0(ReadOnlySpan<byte> segment) => hasJfif |= segment.Length >= 14 && segment.StartsWith("JFIF\0"u8);

    public void SeeApp14(ReadOnlySpan<byte> segment)
    {
        if (segment.Length >= 12 && segment.StartsWith("Adobe"u8))
        {
            adobe = segment[11];
            adobeOfDecoder = segment[5] == 0 ? adobe : adobeOfDecoder;
        }
    }

    /// <summary>A component of the frame.</summary>
    /// <param name="at">Where its name is.</param>
    /// <param name="id">Its name.</param>
    public void SeeComponent(int at, byte id) => components.Add((at, id));

    /// <summary>A scan.</summary>
    /// <param name="at">Where its marker is.</param>
    public void SeeScan(int at) => firstScan = firstScan == 0 ? at : firstScan;

    /// <summary>A component of a scan.</summary>
    /// <param name="at">Where its name is.</param>
    public void SeeIdOfScan(int at) => idsOfScans.Add(at);

    /// <summary>The file; where the decoder would take its colours for others, a copy that it understands.</summary>
    public byte[] ToldIn(byte[] file)
    {
        var isNamedRgb = components.Select(component => component.Id).SequenceEqual("RGB"u8.ToArray());
        var wanted = components.Count switch
        {
            3 when hasJfif => YCbCr,
            3 => adobe is null ? isNamedRgb ? Plain : YCbCr : adobe == Plain ? Plain : YCbCr,
            4 => adobe is null or Plain ? Plain : Ycck,
            _ => YCbCr,
        };
        var taken = components.Count switch
        {
            3 => isNamedRgb || adobeOfDecoder == Plain ? Plain : YCbCr,
            4 => adobeOfDecoder is Plain or Ycck ? adobeOfDecoder.Value : YCbCr,
            _ => YCbCr,
        };
        if (wanted == taken)
        {
            return file;
        }

        byte[] marker = [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, wanted];
        byte[] told = [.. file.AsSpan(0, firstScan), .. marker, .. file.AsSpan(firstScan)];
        if (isNamedRgb)
        {
            foreach (var at in components.Select(component => component.At).Concat(idsOfScans.Select(at => at + marker.Length)))
            {
                told[at] = (byte)("RGB"u8.IndexOf(told[at]) + 1);
            }
        }

        return told;
    }
}
