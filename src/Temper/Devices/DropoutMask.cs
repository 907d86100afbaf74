namespace Temper.Devices;

/// <summary>
/// A dropout mask that is never stored: whether an element is kept is a function of the Philox stream, so forward
/// and backward make the same mask again, on any device.
/// </summary>
/// <remarks>
/// Element e of the [rows, width] activations (row-major) belongs to word (e / 16) % 4 of block (e / 64) * 16 + e % 16,
/// so that 16 blocks made side by side in vector lanes give 64 consecutive elements. It is kept when that word is at
/// least P * 2^32, and kept elements are multiplied by 1 / (1 - P) ("inverted" dropout: Srivastava et al., JMLR 2014;
/// PyTorch's nn.Dropout).
/// </remarks>
/// <param name="Stream">The stream of (seed, Dropout, ordinal of the layer, step).</param>
/// <param name="P">Probability to drop an element, 0 to 1.</param>
public readonly record struct DropoutMask(Philox Stream, double P)
{
    /// <summary>Words below this are dropped; 2^32 drops all.</summary>
    public ulong Threshold => (ulong)Math.Floor(P * 4294967296.0);

    /// <summary>What kept elements are multiplied by.</summary>
    public double Scale => P >= 1 ? 0 : 1 / (1 - P);

    /// <summary>Whether element number <paramref name="element"/> is kept.</summary>
    /// <param name="element">row * features + feature.</param>
    public bool Keeps(int element)
    {
        var (w0, w1, w2, w3) = Stream.LaneBlock(element);
        var word = ((element >> 4) & 3) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
        return word >= Threshold;
    }
}
