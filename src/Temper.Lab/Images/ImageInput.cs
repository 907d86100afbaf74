using Temper.Data;

namespace Temper.Lab.Images;

/// <summary>
/// A picture of any size brought to the form of a model's images: grey, Height x Width bytes, bright on dark.
/// </summary>
/// <remarks>
/// In this order:
/// <list type="number">
/// <item>
/// Colours become grey by Rec. 601 luma, (299 R + 587 G + 114 B) / 1000, on
/// the bytes as they are stored; JPEG's YCbCr stores that luma, Y, itself.
/// </item>
/// <item>Transparent parts become black behind a bright motif and white behind a dark one, so that it stands out.</item>
/// <item>A photo that its camera marked as lying on its side (EXIF orientation, of JPEG or in the eXIf chunk of PNG) is turned upright.</item>
/// <item>The background's shade is the median of the border. If it is brighter than the picture's mean, the picture is
/// dark on light and is inverted.</item>
/// <item>On request the margins are trimmed: rows and columns where all is within 5% of the background's shade.</item>
/// <item>The picture is fitted in, its aspect ratio kept: area averages where it shrinks, bilinear interpolation where it
/// grows. What is left over at two sides is filled with the background's shade.</item>
/// </list>
/// A picture of the right size that is bright on dark is left as it is, bit for bit.
/// </remarks>
/// <param name="Pixels">[Height, Width], row-major.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="SourceHeight">Rows of the picture in the file, upright.</param>
/// <param name="SourceWidth">Columns of the picture in the file, upright.</param>
/// <param name="Inverted">Whether it was dark on light and has been inverted.</param>
/// <param name="HasWideMargins">Whether it has margins without which the motif would be at least a quarter larger.</param>
public sealed record ImageInput(
    byte[] Pixels, int Height, int Width, int SourceHeight, int SourceWidth, bool Inverted, bool HasWideMargins)
{
    /// <summary>Most bytes of a file.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Most pixels of a picture; looked at before anything is decoded.</summary>
    public const int MostPixels = 40_000_000;

    /// <summary>Most columns and most rows, which is also the most that JPEG's usual decoders take.</summary>
    public const int MostSide = 65_500;

    // What the makers of Fashion-MNIST took for margin: shades within 5% of the corners'.
    private const int MarginTolerance = 255 * 5 / 100;
    private const double WideMargins = 1.25;
    private const string TooLong = "save the picture smaller";

    /// <summary>Reads a PNG or JPEG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows of the result: the model's image height.</param>
    /// <param name="width">Columns of the result: the model's image width.</param>
    /// <param name="trim">Whether margins are trimmed first.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer, and decoding.</param>
    /// <exception cref="DataException">It cannot be read, or is not a sound picture; the message names the file.</exception>
    public static ImageInput Load(string path, int height, int width, bool trim = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = InputFile.ReadAllBytes(path, MostBytes, "a PNG or JPEG file", TooLong, cancellationToken);
        return Decode(file, path, height, width, trim, cancellationToken);
    }

    /// <summary>Reads a PNG or JPEG file from a stream, to its end.</summary>
    /// <param name="stream">The stream; not disposed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="height">Rows of the result: the model's image height.</param>
    /// <param name="width">Columns of the result: the model's image width.</param>
    /// <param name="trim">Whether margins are trimmed first.</param>
    /// <param name="cancellationToken">Gives up waiting for more, and decoding.</param>
    /// <exception cref="DataException">It cannot be read, or is not a sound picture.</exception>
    public static ImageInput Load(
        Stream stream, string name, int height, int width, bool trim = false, CancellationToken cancellationToken = default) =>
        Decode(InputFile.ReadAllBytes(stream, name, MostBytes, TooLong, cancellationToken), name, height, width, trim, cancellationToken);

    /// <summary>Decodes the bytes of a PNG or JPEG file, as they come from an upload or a database.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What errors call it; control characters in it become question marks.</param>
    /// <param name="height">Rows of the result: the model's image height.</param>
    /// <param name="width">Columns of the result: the model's image width.</param>
    /// <param name="trim">Whether margins are trimmed first.</param>
    /// <param name="cancellationToken">
    /// Gives up decoding, at the next row; a large progressive JPEG first makes room for its coefficients, up to a second.
    /// </param>
    /// <exception cref="DataException">It is not a sound picture, or decoding it would take too long.</exception>
    /// <exception cref="OperationCanceledException">Decoding was given up; nothing is left running in the background.</exception>
    public static ImageInput Decode(byte[] file, string name, int height, int width, bool trim = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        CheckLength(file, name);
        var picture = PictureFile.Decode(file, Clean(name), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var (sourceHeight, sourceWidth) = (picture.Height, picture.Width);
        var shade = picture.BorderMedian();
        var inverted = shade > picture.Mean();
        if (inverted)
        {
            picture.Invert();
            shade = (byte)(255 - shade);
        }

        var motif = picture.Motif(shade, MarginTolerance);
        var hasWideMargins = Scale(motif.Height, motif.Width) >= WideMargins * Scale(sourceHeight, sourceWidth);
        if (trim)
        {
            picture = picture.Part(motif.Left, motif.Top, motif.Width, motif.Height);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var pixels = Resampling.Fit(picture, height, width, shade);
        return new ImageInput(pixels, height, width, sourceHeight, sourceWidth, inverted, hasWideMargins);

        double Scale(int rows, int columns) => Math.Min((double)height / rows, (double)width / columns);
    }

    /// <summary>
    /// Measures the size of a picture and the work of decoding it, in milliseconds at most, to decide whether and when to decode it.
    /// </summary>
    /// <param name="file">The bytes of a PNG or JPEG file.</param>
    /// <param name="name">What errors call it; control characters in it become question marks.</param>
    /// <exception cref="DataException">It is neither, has too many pixels, or decoding it would take too long.</exception>
    public static PictureSize Measure(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        CheckLength(file, name);
        return PictureFile.Measure(file, Clean(name));
    }

    private static void CheckLength(byte[] file, string name)
    {
        if (file.Length == 0)
        {
            throw new DataException($"{Clean(name)}: the file is empty, expected a PNG or JPEG picture.");
        }
    }

    /// <summary>Names come from others' folders: they must not break a line or reach a terminal as they are.</summary>
    private static string Clean(string text) => VisibleText.Line(text);
}
