namespace Temper.Devices.Operations;

/// <summary>WeightGradient = Input^T OutputGradient; BiasGradient = column sums of OutputGradient. Both are overwritten.</summary>
/// <param name="Input">[rows, in], as in forward.</param>
/// <param name="OutputGradient">[rows, out].</param>
/// <param name="WeightGradient">[in, out].</param>
/// <param name="BiasGradient">[out], or empty.</param>
/// <param name="Shape">Rows, in and out.</param>
public readonly record struct LinearBackwardParameters(
    View Input, View OutputGradient, View WeightGradient, View BiasGradient, LinearShape Shape) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [WeightGradient, BiasGradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var dy = ReferenceBuffer.Of(OutputGradient);
        var dw = ReferenceBuffer.Of(WeightGradient);
        for (var i = 0; i < Shape.In; i++)
        {
            for (var o = 0; o < Shape.Out; o++)
            {
                var sum = 0.0;
                for (var r = 0; r < Shape.Rows; r++)
                {
                    sum += x[(r * Shape.In) + i] * dy[(r * Shape.Out) + o];
                }

                dw[(i * Shape.Out) + o] = sum;
            }
        }

        for (var o = 0; o < Shape.Out && !BiasGradient.IsEmpty; o++)
        {
            var sum = 0.0;
            for (var r = 0; r < Shape.Rows; r++)
            {
                sum += dy[(r * Shape.Out) + o];
            }

            ReferenceBuffer.Of(BiasGradient)[o] = sum;
        }
    }
}
