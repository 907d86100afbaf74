namespace Temper.Data;

/// <summary>
/// A fitted <see cref="Scaling"/>: x = a + (number - centre) / divisor (b - a), in 32-bit arithmetic and in that order, as the same formula on
/// a float32 tensor; then, with a clip, x / sqrt(1 + (x / clip)^2).
/// </summary>
public sealed class Scaler
{
    private float[]? table;

    /// <summary>Scales columns, or all numbers alike.</summary>
    /// <param name="centre">One for each column, or one for all numbers.</param>
    /// <param name="divisor">As many, above 0; infinity makes a column constant.</param>
    /// <param name="a">What the centre becomes; default 0.</param>
    /// <param name="b">What centre + divisor becomes; default 1.</param>
    /// <param name="clip">Limit of the smooth clip; 0, the default, for none.</param>
    /// <exception cref="SpecException">There are not as many divisors, or a number is out of its range.</exception>
    public Scaler(IReadOnlyList<float> centre, IReadOnlyList<float> divisor, float a = 0, float b = 1, float clip = 0)
    {
        ArgumentNullException.ThrowIfNull(centre);
        ArgumentNullException.ThrowIfNull(divisor);
        if (centre.Count == 0 || centre.Count != divisor.Count || !centre.All(float.IsFinite) || !divisor.All(value => value > 0)
            || !float.IsFinite(a) || !float.IsFinite(b) || !(clip >= 0) || !float.IsFinite(clip))
        {
            throw new SpecException(
                "A scaler needs a finite centre and a divisor above 0 for each column, finite a and b, and a clip of at least 0; "
                + "one of them is not so.");
        }

        (Centre, Divisor, A, B, Clip) = (centre, divisor, a, b, clip);
    }

    /// <summary>Scales bytes from [minimum, maximum] to [a, b].</summary>
    /// <param name="minimum">Smallest byte seen.</param>
    /// <param name="maximum">Largest byte seen; above the minimum.</param>
    /// <param name="a">What the minimum becomes; default 0.</param>
    /// <param name="b">What the maximum becomes; default 1.</param>
    /// <exception cref="DataException">All pixels are alike: there is nothing to scale by.</exception>
    public Scaler(byte minimum, byte maximum, float a = 0, float b = 1)
        : this([minimum], [Range(minimum, maximum)], a, b)
    {
    }

    /// <summary>What becomes a; of each column, or one for all numbers.</summary>
    public IReadOnlyList<float> Centre { get; }

    /// <summary>How far above the centre b is; as many.</summary>
    public IReadOnlyList<float> Divisor { get; }

    /// <summary>What the centre becomes.</summary>
    public float A { get; }

    /// <summary>What centre + divisor becomes.</summary>
    public float B { get; }

    /// <summary>Limit of the smooth clip; 0 for none.</summary>
    public float Clip { get; }

    /// <summary>Whether all numbers are scaled alike, as those of images are.</summary>
    public bool IsUniform => Centre.Count == 1;

    /// <summary>What each of the 256 bytes becomes.</summary>
    /// <exception cref="InvalidOperationException">Columns are scaled, not bytes.</exception>
    public IReadOnlyList<float> Table => table ??= IsUniform
        ? [.. Enumerable.Range(0, 256).Select(value => Scale(value))]
        : throw new InvalidOperationException("A scaler of columns has no table of bytes.");

    /// <summary>What a number of a column becomes.</summary>
    /// <param name="value">The number.</param>
    /// <param name="column">Its column.</param>
    public float Scale(float value, int column = 0)
    {
        var (centre, divisor) = IsUniform ? (Centre[0], Divisor[0]) : (Centre[column], Divisor[column]);
        var scaled = A + ((value - centre) / divisor * (B - A));
        var clipped = Clip == 0 ? 0 : scaled / Clip;
        return Clip == 0 ? scaled : scaled / MathF.Sqrt(1 + (clipped * clipped));
    }

    /// <summary>The number that becomes another one; of a scaler without a clip.</summary>
    /// <param name="scaled">What it becomes.</param>
    /// <param name="column">Its column.</param>
    public float Unscale(float scaled, int column = 0) =>
        Clip == 0 ? ((scaled - A) / (B - A) * Divisor[column]) + Centre[column] : throw new InvalidOperationException("A clip cannot be undone.");

    private static float Range(byte minimum, byte maximum) => maximum > minimum
        ? (float)maximum - minimum
        : throw new DataException($"Min-max scaling divides by max - min, but every pixel is {minimum}; use images that are not all one shade.");
}
