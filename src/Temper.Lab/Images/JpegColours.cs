using BitMiracle.LibJpeg.Classic;

namespace Temper.Lab.Images;

/// <summary>
/// What the colours of a JPEG file mean, by the rules of browsers: 3 are YCbCr with a JFIF marker; else what an Adobe marker says; else
/// RGB if they are called R, G and B; else YCbCr. 4 are CMYK unless an Adobe marker says YCCK. (The decoder goes by the names first.)
/// </summary>
internal sealed class JpegColours
{
    private readonly List<byte> names = [];
    private bool hasJfif;
    private byte? adobe;

    /// <summary>The colours.</summary>
    public J_COLOR_SPACE Space => names.Count switch
    {
        1 => J_COLOR_SPACE.JCS_GRAYSCALE,
        3 when hasJfif => J_COLOR_SPACE.JCS_YCbCr,
        3 => adobe is 0 || (adobe is null && names is [(byte)'R', (byte)'G', (byte)'B']) ? J_COLOR_SPACE.JCS_RGB : J_COLOR_SPACE.JCS_YCbCr,
        _ => adobe is null or 0 ? J_COLOR_SPACE.JCS_CMYK : J_COLOR_SPACE.JCS_YCCK,
    };

    public void SeeApp0(ReadOnlySpan<byte> segment) => hasJfif |= segment.Length >= 14 && segment.StartsWith("JFIF\0"u8);

    public void SeeApp14(ReadOnlySpan<byte> segment) => adobe = segment.Length >= 12 && segment.StartsWith("Adobe"u8) ? segment[11] : adobe;

    /// <summary>A component of the frame.</summary>
    public void SeeComponent(byte name) => names.Add(name);
}
