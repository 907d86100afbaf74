namespace Temper.Devices.Operations;

/// <summary>
/// The parameters' part of layer normalization's backward. It comes before <see cref="LayerNormBackwardInput"/>, which overwrites the gradient.
/// </summary>
/// <param name="Input">[rows, features], as in forward.</param>
/// <param name="OutputGradient">[rows, features].</param>
/// <param name="Statistics">[rows, 3], from forward.</param>
/// <param name="WeightGradient">[features], overwritten.</param>
/// <param name="BiasGradient">[features], overwritten.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct LayerNormBackwardParameters(
    View Input, View OutputGradient, View Statistics, View WeightGradient, View BiasGradient, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [WeightGradient, BiasGradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var d = ReferenceBuffer.Of(OutputGradient);
        var statistics = ReferenceBuffer.Of(Statistics);
        var features = x.Length / Rows;
        for (var f = 0; f < features; f++)
        {
            double dot = 0, sum = 0;
            for (var r = 0; r < Rows; r++)
            {
                var at = (r * features) + f;
                dot += d[at] * (x[at] - statistics[3 * r] - statistics[(3 * r) + 1]) * statistics[(3 * r) + 2];
                sum += d[at];
            }

            ReferenceBuffer.Of(WeightGradient)[f] = dot;
            ReferenceBuffer.Of(BiasGradient)[f] = sum;
        }
    }
}
