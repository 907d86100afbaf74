namespace Temper.Devices.Operations;

/// <summary>
/// Backward of <see cref="BatchNormTrain"/>: Gradient becomes that of the input, in place, and the gradients of weight and bias are overwritten.
/// </summary>
/// <param name="Input">[rows, features], as in forward.</param>
/// <param name="Gradient">[rows, features]: of the output, then of the input.</param>
/// <param name="Views">Parameters, the statistics of the batch, gradients.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct BatchNormBackward(View Input, View Gradient, BatchNormViews Views, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient, Views.WeightGradient, Views.BiasGradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var d = ReferenceBuffer.Of(Gradient);
        var mean = ReferenceBuffer.Of(Views.BatchMean);
        var inverse = ReferenceBuffer.Of(Views.BatchInverseDeviation);
        var features = x.Length / Rows;
        for (var f = 0; f < features; f++)
        {
            double sum = 0, dot = 0;
            for (var r = 0; r < Rows; r++)
            {
                var dy = d[(r * features) + f];
                sum += dy;
                dot += dy * (x[(r * features) + f] - mean[f]) * inverse[f];
            }

            var scale = inverse[f];
            if (!Views.Weight.IsEmpty)
            {
                scale *= ReferenceBuffer.Of(Views.Weight)[f];
                ReferenceBuffer.Of(Views.WeightGradient)[f] = dot;
                ReferenceBuffer.Of(Views.BiasGradient)[f] = sum;
            }

            for (var r = 0; r < Rows; r++)
            {
                var normalized = (x[(r * features) + f] - mean[f]) * inverse[f];
                ref var dx = ref d[(r * features) + f];
                dx = scale * (dx - (sum / Rows) - (normalized * dot / Rows));
            }
        }
    }
}
