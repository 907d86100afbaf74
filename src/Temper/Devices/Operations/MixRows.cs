namespace Temper.Devices.Operations;

/// <summary>
/// Mixes each row with the one before, the first with the last: Values[r] = Lambda * Values[r] + (1 - Lambda) * old Values[r - 1], in place (MixUp of
/// Zhang et al., ICLR 2018, with the partners of torchvision's, roll(1)).
/// </summary>
/// <remarks>
/// In 32 bits Lambda and 1 - Lambda are rounded, then the product with the other row, then the sum with the product of the own one (a fused
/// multiply-add). A Lambda of 1 leaves every bit as it is, also of -0 and NaN, and so does a single row, which would be mixed with itself.
/// </remarks>
/// <param name="Values">[rows, features].</param>
/// <param name="Rows">Rows of the batch, at least 1.</param>
/// <param name="Lambda">Share that a row keeps, 0 to 1.</param>
public readonly record struct MixRows(View Values, int Rows, double Lambda) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Values];

    /// <summary>Whether every number stays as it is.</summary>
    internal bool ChangesNothing => Lambda == 1 || Rows == 1;

    /// <inheritdoc/>
    public void ComputeReference()
    {
        if (ChangesNothing)
        {
            return;
        }

        var v = ReferenceBuffer.Of(Values);
        var old = v.ToArray();
        var features = v.Length / Rows;
        for (var r = 0; r < Rows; r++)
        {
            var partner = (r - 1 + Rows) % Rows;
            for (var f = 0; f < features; f++)
            {
                v[(r * features) + f] = (Lambda * old[(r * features) + f]) + ((1 - Lambda) * old[(partner * features) + f]);
            }
        }
    }
}
