namespace Temper.Devices.Operations;

/// <summary>Mean of the squared errors (PyTorch's nn.MSELoss): of all numbers, so divided by rows x width, with its gradient.</summary>
/// <param name="Outputs">[rows, width].</param>
/// <param name="Targets">[rows, width].</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Gradient">[rows, width], or empty: 2 (output - target) / (rows width).</param>
/// <param name="Result">[2]: mean loss, sum of the squared errors.</param>
public readonly record struct MeanSquaredError(View Outputs, View Targets, int Rows, View Gradient, View Result) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient, Result];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var y = ReferenceBuffer.Of(Outputs);
        var t = ReferenceBuffer.Of(Targets);
        var squares = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var error = y[i] - t[i];
            squares += error * error;
            if (!Gradient.IsEmpty)
            {
                ReferenceBuffer.Of(Gradient)[i] = 2 * error / y.Length;
            }
        }

        ReferenceBuffer.Of(Result)[0] = squares / y.Length;
        ReferenceBuffer.Of(Result)[1] = squares;
    }
}
