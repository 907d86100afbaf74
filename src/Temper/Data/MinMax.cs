using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Temper.Data;

/// <summary>The smallest number becomes a, the largest b (sklearn.preprocessing.MinMaxScaler): centre min, divisor max - min.</summary>
/// <param name="A">What the smallest number becomes; default 0.</param>
/// <param name="B">What the largest number becomes; default 1.</param>
public sealed record MinMax(double A = 0, double B = 1) : Scaling
{
    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(B > A) || !double.IsFinite(A) || !double.IsFinite(B))
        {
            throw new SpecException(FormattableString.Invariant($"Min-max scaling needs a finite a below a finite b, received {A} and {B}."));
        }
    }

    private protected override (float Centre, float Divisor) Of(Span<float> column)
    {
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        foreach (var value in column)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return (least, most - least);
    }

    private protected override Scaler FitBytes(ByteRows bytes, ReadOnlySpan<int> rows)
    {
        byte minimum = 255, maximum = 0;
        var count = rows.IsEmpty ? bytes.Count : rows.Length;

        // Once 0 and 255 are seen, no byte can change anything: of Fashion-MNIST a few images are read, not 38 MB.
        for (var i = 0; i < count && (minimum > 0 || maximum < 255); i++)
        {
            Widen(bytes.Row(rows.IsEmpty ? i : rows[i]), ref minimum, ref maximum);
        }

        return new Scaler(minimum, maximum, (float)A, (float)B);
    }

    private protected override (float Centre, float Divisor) OfCounts(long[] counts) =>
        throw new NotSupportedException("Bytes are looked at by FitBytes.");

    private protected override Scaler Scaler(float[] centre, float[] divisor) => new(centre, divisor, (float)A, (float)B);

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
