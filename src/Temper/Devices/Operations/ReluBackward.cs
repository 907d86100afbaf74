namespace Temper.Devices.Operations;

/// <summary>Gradient = Output &gt; 0 ? Scale * Gradient : 0, in place.</summary>
/// <param name="Output">[rows, features]: ReLU's output, or that of a Dropout behind it, which drops to 0.</param>
/// <param name="Gradient">[rows, features].</param>
/// <param name="Scale">1, or what the Dropout behind the ReLU multiplied kept elements by.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct ReluBackward(View Output, View Gradient, double Scale, int Rows) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var y = ReferenceBuffer.Of(Output);
        var d = ReferenceBuffer.Of(Gradient);
        for (var i = 0; i < d.Length; i++)
        {
            d[i] = y[i] > 0 ? Scale * d[i] : 0;
        }
    }
}
