namespace Temper.Lab.Images;

/// <summary>The size of a picture, read from its file before it is decoded.</summary>
/// <param name="Width">Columns, as they are stored.</param>
/// <param name="Height">Rows, as they are stored.</param>
/// <param name="Effort">
/// How much work decoding will be, in pixels of a plain picture, of which a slow core decodes 100 to
/// 200 million a second. At least Width x Height; more for a JPEG of many scans and a PNG of 16 bits.
/// </param>
public sealed record PictureSize(int Width, int Height, long Effort);
