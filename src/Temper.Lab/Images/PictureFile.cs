using System.Globalization;
using StbImageSharp;
using Temper.Data;

namespace Temper.Lab.Images;

/// <summary>
/// From the bytes of a PNG or JPEG file to grey values. The file's structure is checked before the decoder sees it: the
/// decoder fills up what is missing in a file that was cut off, and inflates whatever a PNG holds.
/// </summary>
internal static class PictureFile
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];

    /// <summary>Decodes a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">It is not a sound picture, or too large.</exception>
    public static GreyPicture Decode(byte[] file, string name)
    {
        try
        {
            if (file.AsSpan().StartsWith(PngSignature))
            {
                var orientation = PngStructure.Check(file, name);
                return Decode(file, name, orientation);
            }

            if (file.AsSpan().StartsWith(JpegSignature))
            {
                var (orientation, told) = JpegStructure.Check(file, name);
                return Decode(told, name, orientation);
            }
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"{name}: {error.Message}; save the picture again as PNG or JPEG.", error);
        }
        catch (Exception error) when (error is not (DataException or OutOfMemoryException))
        {
            // Damaged files make the decoder throw whatever its arithmetic runs into.
            var reason = error.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new DataException($"{name}: the picture cannot be decoded ({reason}); save it again as PNG or JPEG.", error);
        }

        throw new DataException($"{name}: is neither a PNG nor a JPEG file{Kind(file)}; save the picture as one of them.");
    }

    /// <summary>What people have instead, told by the first bytes.</summary>
    private static string Kind(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => " but a GIF",
        [(byte)'B', (byte)'M', ..] => " but a BMP",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => " but a TIFF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => " but a WebP",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => " but an AVIF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] => " but a HEIC",
        _ => "",
    };

    /// <summary>Refuses a size that would take too much memory.</summary>
    /// <exception cref="DataException">It is too large.</exception>
    /// <exception cref="InvalidDataException">It is no size.</exception>
    public static void CheckSize(long width, long height, string name)
    {
        if (width < 1 || height < 1)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its size is {width} x {height}"));
        }

        if (width > ImageInput.MostPixels || height > ImageInput.MostPixels || width * height > ImageInput.MostPixels)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {width} x {height} pixels, expected at most {ImageInput.MostPixels / 1_000_000} million; save the picture smaller."));
        }
    }

    private static GreyPicture Decode(byte[] file, string name, int orientation)
    {
        using (var stream = new MemoryStream(file, writable: false))
        {
            // What the decoder itself will take for the size counts.
            var info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException("its header is damaged");
            CheckSize(info.Width, info.Height, name);
        }

        var decoded = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
        if (decoded.Data.LongLength != 4L * decoded.Width * decoded.Height)
        {
            throw new InvalidDataException("its pixels do not fill its size");
        }

        return GreyPicture.Of(decoded.Data, decoded.Width, decoded.Height, orientation);
    }
}
