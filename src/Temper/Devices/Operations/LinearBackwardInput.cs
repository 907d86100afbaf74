namespace Temper.Devices.Operations;

/// <summary>InputGradient = OutputGradient Weight^T.</summary>
/// <param name="OutputGradient">[rows, out].</param>
/// <param name="Weight">[in, out].</param>
/// <param name="InputGradient">[rows, in], overwritten.</param>
/// <param name="Shape">Rows, in and out.</param>
public readonly record struct LinearBackwardInput(View OutputGradient, View Weight, View InputGradient, LinearShape Shape) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [InputGradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var w = ReferenceBuffer.Of(Weight);
        var dy = ReferenceBuffer.Of(OutputGradient);
        var dx = ReferenceBuffer.Of(InputGradient);
        for (var r = 0; r < Shape.Rows; r++)
        {
            for (var i = 0; i < Shape.In; i++)
            {
                var sum = 0.0;
                for (var o = 0; o < Shape.Out; o++)
                {
                    sum += dy[(r * Shape.Out) + o] * w[(i * Shape.Out) + o];
                }

                dx[(r * Shape.In) + i] = sum;
            }
        }
    }
}
