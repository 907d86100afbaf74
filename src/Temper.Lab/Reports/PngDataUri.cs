using StbImageWriteSharp;

namespace Temper.Lab.Reports;

/// <summary>Small images as PNG files inside a text: "data:image/png;base64,...".</summary>
internal static class PngDataUri
{
    /// <summary>Writes an image in grey when its guess is right and in viridis when it is wrong.</summary>
    public static string Of(GridPicture picture)
    {
        byte[] values = picture.Stretched();
        if (picture.IsRight)
        {
            return Encode(values, picture.Width, picture.Height, ColorComponents.Grey);
        }

        byte[] colours = new byte[values.Length * 3];
        for (int index = 0; index < values.Length; index++)
        {
            (colours[3 * index], colours[3 * index + 1], colours[3 * index + 2]) = Viridis.Colour(values[index]);
        }

        return Encode(colours, picture.Width, picture.Height, ColorComponents.RedGreenBlue);
    }

    private static string Encode(byte[] samples, int width, int height, ColorComponents components)
    {
        using var file = new MemoryStream();
        new ImageWriter().WritePng(samples, width, height, components, file);
        return "data:image/png;base64," + Convert.ToBase64String(file.GetBuffer(), 0, (int)file.Length);
    }
}
