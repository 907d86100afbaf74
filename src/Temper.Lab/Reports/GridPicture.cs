namespace Temper.Lab.Reports;

/// <summary>A grey image with what a net took it for.</summary>
/// <param name="Pixels">[Height, Width], row-major, 0 to 255.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Guess">Class the net chose.</param>
/// <param name="Truth">Class the image has.</param>
public sealed record GridPicture(ReadOnlyMemory<byte> Pixels, int Height, int Width, int Guess, int Truth)
{
    /// <summary>True when the guess is right: then the image is shown in grey, else in viridis.</summary>
    public bool IsRight => Guess == Truth;

    /// <summary>
    /// The pixels with their own minimum moved to 0 and their own maximum to 255, the way matplotlib's imshow looks
    /// up colours: floor(256 (x - min) / (max - min)), at most 255. An image of one value becomes all 0.
    /// </summary>
    /// <exception cref="ArgumentException">The pixels do not fill the image.</exception>
    public byte[] Stretched()
    {
        if (Height <= 0 || Width <= 0 || Pixels.Length != (long)Height * Width)
        {
            throw new ArgumentException($"An image of {Height} x {Width} needs {(long)Height * Width} pixels, received {Pixels.Length}.");
        }

        ReadOnlySpan<byte> pixels = Pixels.Span;
        (byte low, byte high) = (byte.MaxValue, byte.MinValue);
        foreach (byte pixel in pixels)
        {
            low = Math.Min(low, pixel);
            high = Math.Max(high, pixel);
        }

        byte[] stretched = new byte[pixels.Length];
        for (int index = 0; low < high && index < stretched.Length; index++)
        {
            stretched[index] = (byte)Math.Min(255, (pixels[index] - low) * 256 / (high - low));
        }

        return stretched;
    }
}
