namespace Temper.Devices.Operations;

/// <summary>Values = max(Values, 0), in place; NaN stays NaN as in PyTorch.</summary>
/// <param name="Values">[rows, features].</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct ReluForward(View Values, int Rows) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Values];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        foreach (ref var value in ReferenceBuffer.Of(Values))
        {
            value = value <= 0 ? 0 : value;
        }
    }
}
