using System.Globalization;
using Temper.Data;

namespace Temper.Lab.Images;

/// <summary>From the bytes of a PNG or JPEG file to grey values. Size and structure are checked before anything is decoded.</summary>
internal static class PictureFile
{
    /// <summary>As many pixels of a plain picture are decoded while a JPEG decoder visits a block.</summary>
    private const int PixelsOfAVisit = 20;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];

    /// <summary>Decodes a file.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Gives up decoding between two rows.</param>
    /// <exception cref="DataException">It is not a sound picture, or too large.</exception>
    public static GreyPicture Decode(byte[] file, string name, CancellationToken cancellationToken) =>
        Read(file, name, () => PngReader.Read(file, name, cancellationToken), () => JpegReader.Read(file, name, cancellationToken));

    /// <summary>Looks how large a picture is, and how much work, without decoding it.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">It is no picture, or too large.</exception>
    public static PictureSize Measure(byte[] file, string name) => Read(
        file,
        name,
        () =>
        {
            // Up to 8 bytes a pixel are unpacked; a plain picture has 3.
            var header = PngStructure.ReadHeader(file, name);
            var bytes = header.Passes.Sum(pass => (long)header.RowBytes(pass.Columns) * pass.Rows);
            return new PictureSize(header.Width, header.Height, Math.Max((long)header.Width * header.Height, bytes / 3));
        },
        () =>
        {
            var structure = JpegStructure.Read(file, name);
            return new PictureSize(
                structure.Width, structure.Height, Math.Max((long)structure.Width * structure.Height, structure.Work * PixelsOfAVisit));
        });

    private static T Read<T>(byte[] file, string name, Func<T> png, Func<T> jpeg)
    {
        try
        {
            if (file.AsSpan().StartsWith(PngSignature))
            {
                return png();
            }

            if (file.AsSpan().StartsWith(JpegSignature))
            {
                return jpeg();
            }
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"{name}: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}; save the picture again as PNG or JPEG.", error);
        }
        catch (Exception error) when (error is not (DataException or OutOfMemoryException or OperationCanceledException))
        {
            // Damaged files make the JPEG decoder throw whatever its arithmetic runs into.
            throw new DataException($"{name}: the picture is damaged; save it again as PNG or JPEG.", error);
        }

        throw new DataException($"{name}: is neither a PNG nor a JPEG file{Kind(file)}; save the picture as one of them.");
    }

    /// <summary>Other formats that people have, recognized by their first bytes.</summary>
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

        if (width > ImageInput.MostSide || height > ImageInput.MostSide)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {width} x {height} pixels, expected at most {ImageInput.MostSide} on a side; save the picture smaller."));
        }
    }
}
