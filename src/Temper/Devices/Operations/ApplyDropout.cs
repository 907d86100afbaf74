namespace Temper.Devices.Operations;

/// <summary>Multiplies by a mask and its scale, in place: dropout's forward and its backward alike.</summary>
/// <param name="Values">[rows, features].</param>
/// <param name="Mask">The mask.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct ApplyDropout(View Values, DropoutMask Mask, int Rows) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Values];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var v = ReferenceBuffer.Of(Values);
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = Mask.Keeps(i) ? v[i] * Mask.Scale : 0;
        }
    }
}
