using StbImageWriteSharp;

namespace Temper.Tests.Cli;

/// <summary>PNG and JPEG files of small pictures.</summary>
internal static class TestPictures
{
    /// <summary>A bright block of 3 x 4 on the left or the right of a dark square of <see cref="TinyModels.Side"/>, enlarged.</summary>
    public static byte[] Block(bool left, bool darkOnLight = false, int factor = 1)
    {
        var side = TinyModels.Side * factor;
        var values = new byte[side * side];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = (i / side / factor, i % side / factor);
            var isBlock = y is >= 2 and < 6 && (left ? x is >= 1 and < 4 : x is >= 4 and < 7);
            values[i] = isBlock != darkOnLight ? (byte)255 : (byte)0;
        }

        return values;
    }

    public static byte[] Png(byte[] samples, int width, int height, ColorComponents components = ColorComponents.Grey)
    {
        using var file = new MemoryStream();
        new ImageWriter().WritePng(samples, width, height, components, file);
        return file.ToArray();
    }

    public static byte[] Jpeg(byte[] samples, int width, int height, ColorComponents components = ColorComponents.Grey, int quality = 95)
    {
        using var file = new MemoryStream();
        new ImageWriter().WriteJpg(samples, width, height, components, file, quality);
        return file.ToArray();
    }
}
