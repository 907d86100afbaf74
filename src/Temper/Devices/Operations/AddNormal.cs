namespace Temper.Devices.Operations;

/// <summary>
/// Adds normal noise: Values += Std * z, z standard normal numbers that are a function of the stream, so that any thread or lane can make any of
/// them.
/// </summary>
/// <remarks>
/// Element e belongs to block (e / 64) * 16 + e % 16 of the stream, as in a <see cref="DropoutMask"/>, so that 16 blocks made side by side in vector
/// lanes give 64 consecutive elements. Its first two words u and w give, by Box and Muller, the numbers sqrt(-2 ln U) cos(2 pi W) of the elements
/// with (e / 16) % 4 = 0 and sqrt(-2 ln U) sin(2 pi W) of those with 1, where U = (u + 1/2) / 2^32 and W = w / 2^32; the third and fourth word
/// likewise those with 2 and 3. So numbers lie between -6.77 and 6.77, beyond which a normal number lies once in 7 * 10^10 draws.
/// <see cref="NormalDraw"/> makes the same numbers on the host.
/// </remarks>
/// <param name="Values">Changed in place; devices with 32 bits add in 64 and round the sum.</param>
/// <param name="Stream">Where the numbers come from.</param>
/// <param name="Std">Standard deviation, at least 0; 0 leaves every bit as it is.</param>
public readonly record struct AddNormal(View Values, Philox Stream, double Std) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Values];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var v = ReferenceBuffer.Of(Values);
        for (var i = 0; i < v.Length && Std != 0; i++)
        {
            var (w0, w1, w2, w3) = Stream.LaneBlock(i);
            var quarter = (i >> 4) & 3;
            var (radius, angle) = quarter < 2 ? (w0, w1) : (w2, w3);
            var length = Math.Sqrt(-2 * Math.Log(Philox.ToOpenUniform(radius)));
            var turn = 2 * Math.PI * angle / 4294967296.0;
            v[i] += Std * (length * (quarter % 2 == 0 ? Math.Cos(turn) : Math.Sin(turn)));
        }
    }
}
