namespace Temper.Devices.Operations;

/// <summary>The input's part of layer normalization's backward: Gradient becomes that of the input, in place.</summary>
/// <param name="Input">[rows, features], as in forward.</param>
/// <param name="Gradient">[rows, features]: of the output, then of the input.</param>
/// <param name="Weight">[features], or empty.</param>
/// <param name="Statistics">[rows, 3], from forward.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct LayerNormBackwardInput(View Input, View Gradient, View Weight, View Statistics, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var features = Input.Length / Rows;
        for (var r = 0; r < Rows; r++)
        {
            var x = ReferenceBuffer.Of(Input).Slice(r * features, features);
            var d = ReferenceBuffer.Of(Gradient).Slice(r * features, features);
            var statistics = ReferenceBuffer.Of(Statistics).Slice(3 * r, 3);
            var (mean, inverse) = (statistics[0] + statistics[1], statistics[2]);
            double sum = 0, dot = 0;
            for (var f = 0; f < features; f++)
            {
                var scaled = d[f] * (Weight.IsEmpty ? 1 : ReferenceBuffer.Of(Weight)[f]);
                sum += scaled;
                dot += scaled * (x[f] - mean) * inverse;
            }

            for (var f = 0; f < features; f++)
            {
                var scaled = d[f] * (Weight.IsEmpty ? 1 : ReferenceBuffer.Of(Weight)[f]);
                d[f] = inverse * (scaled - (sum / features) - ((x[f] - mean) * inverse * dot / features));
            }
        }
    }
}
