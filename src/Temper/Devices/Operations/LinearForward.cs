namespace Temper.Devices.Operations;

/// <summary>Output = Input Weight + Bias (PyTorch's nn.Linear).</summary>
/// <param name="Input">[rows, in].</param>
/// <param name="Weight">[in, out].</param>
/// <param name="Bias">[out], or empty.</param>
/// <param name="Output">[rows, out].</param>
/// <param name="Shape">Rows, in and out.</param>
public readonly record struct LinearForward(View Input, View Weight, View Bias, View Output, LinearShape Shape) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var w = ReferenceBuffer.Of(Weight);
        var y = ReferenceBuffer.Of(Output);
        for (var r = 0; r < Shape.Rows; r++)
        {
            for (var o = 0; o < Shape.Out; o++)
            {
                var sum = 0.0;
                for (var i = 0; i < Shape.In; i++)
                {
                    sum += x[(r * Shape.In) + i] * w[(i * Shape.Out) + o];
                }

                y[(r * Shape.Out) + o] = Bias.IsEmpty ? sum : sum + ReferenceBuffer.Of(Bias)[o];
            }
        }
    }
}
