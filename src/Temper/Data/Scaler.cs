using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Temper.Data;

/// <summary>
/// Min-max scaling of bytes: a + (x - min) / (max - min) * (b - a), with one minimum and maximum for all pixels
/// together, in 32-bit arithmetic and in that order, as the same formula on a float32 tensor.
/// </summary>
public sealed class Scaler
{
    /// <summary>Scales [min, max] to [a, b].</summary>
    /// <param name="minimum">Smallest byte seen.</param>
    /// <param name="maximum">Largest byte seen; above the minimum.</param>
    /// <param name="a">What the minimum becomes; default 0.</param>
    /// <param name="b">What the maximum becomes; default 1.</param>
    /// <exception cref="DataException">All pixels are alike: there is nothing to scale by.</exception>
    public Scaler(byte minimum, byte maximum, float a = 0, float b = 1)
    {
        if (maximum <= minimum)
        {
            throw new DataException(
                $"Min-max scaling divides by max - min, but every pixel is {minimum}; use images that are not all one shade.");
        }

        Minimum = minimum;
        Maximum = maximum;
        A = a;
        B = b;
        var table = new float[256];
        for (var x = 0; x < table.Length; x++)
        {
            var normalized = ((float)x - minimum) / ((float)maximum - minimum);
            table[x] = a + (normalized * (b - a));
        }

        Table = table;
    }

    /// <summary>Smallest byte seen.</summary>
    public byte Minimum { get; }

    /// <summary>Largest byte seen.</summary>
    public byte Maximum { get; }

    /// <summary>What the minimum becomes.</summary>
    public float A { get; }

    /// <summary>What the maximum becomes.</summary>
    public float B { get; }

    /// <summary>What each of the 256 bytes becomes.</summary>
    public IReadOnlyList<float> Table { get; }

    /// <summary>A scaler for the pixels of some images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="rows">Which of them; empty for all.</param>
    /// <param name="part">What they are, for the error: "the validation split".</param>
    /// <exception cref="DataException">All pixels are alike.</exception>
    public static Scaler Fit(ImageSet images, ReadOnlySpan<int> rows, string part)
    {
        ArgumentNullException.ThrowIfNull(images);
        byte minimum = 255, maximum = 0;
        var count = rows.IsEmpty ? images.Count : rows.Length;

        // Once 0 and 255 are seen, no byte can change anything: of Fashion-MNIST a few images are read, not 38 MB.
        for (var i = 0; i < count && (minimum > 0 || maximum < 255); i++)
        {
            Widen(images.Image(rows.IsEmpty ? i : rows[i]), ref minimum, ref maximum);
        }

        try
        {
            return new Scaler(minimum, maximum);
        }
        catch (DataException error)
        {
            throw new DataException($"{part}: {error.Message}", error);
        }
    }

    // Once over tens of megabytes: not worth waiting until the runtime finds it worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<byte> pixels, ref byte minimum, ref byte maximum)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(pixels);
        var least = Vector<byte>.AllBitsSet;
        var most = Vector<byte>.Zero;
        foreach (var vector in vectors)
        {
            least = Vector.Min(least, vector);
            most = Vector.Max(most, vector);
        }

        for (var i = 0; i < Vector<byte>.Count && vectors.Length > 0; i++)
        {
            minimum = Math.Min(minimum, least[i]);
            maximum = Math.Max(maximum, most[i]);
        }

        pixels = pixels[(vectors.Length * Vector<byte>.Count)..];
        foreach (var pixel in pixels)
        {
            minimum = Math.Min(minimum, pixel);
            maximum = Math.Max(maximum, pixel);
        }
    }
}
