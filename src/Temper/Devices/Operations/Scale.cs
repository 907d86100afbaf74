namespace Temper.Devices.Operations;

/// <summary>Values = Values * Factor.</summary>
/// <param name="Values">Changed in place.</param>
/// <param name="Factor">Rounded to the device's precision.</param>
public readonly record struct Scale(View Values, double Factor) : IOperation
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
            value *= Factor;
        }
    }
}
