namespace Temper.Devices.Operations;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton 2016; PyTorch's nn.LayerNorm): each row is normalized with its own mean and biased variance, then scaled
/// and shifted feature by feature.
/// </summary>
/// <param name="Input">[rows, features].</param>
/// <param name="Output">[rows, features], not the input.</param>
/// <param name="Weight">[features], or empty.</param>
/// <param name="Bias">[features], or empty.</param>
/// <param name="Statistics">
/// [rows, 3], for backward: the mean in the device's precision, what is left of it below that precision, and 1 / sqrt(variance + Eps).
/// </param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Eps">Added to the variance.</param>
public readonly record struct LayerNormForward(
    View Input, View Output, View Weight, View Bias, View Statistics, int Rows, double Eps) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output, Statistics];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var features = Input.Length / Rows;
        for (var r = 0; r < Rows; r++)
        {
            var x = ReferenceBuffer.Of(Input).Slice(r * features, features);
            var y = ReferenceBuffer.Of(Output).Slice(r * features, features);
            var mean = 0.0;
            foreach (var value in x)
            {
                mean += value / features;
            }

            var variance = 0.0;
            foreach (var value in x)
            {
                variance += (value - mean) * (value - mean) / features;
            }

            var inverse = 1 / Math.Sqrt(variance + Eps);
            for (var f = 0; f < features; f++)
            {
                var normalized = (x[f] - mean) * inverse;
                y[f] = Weight.IsEmpty ? normalized : (normalized * ReferenceBuffer.Of(Weight)[f]) + ReferenceBuffer.Of(Bias)[f];
            }

            var statistics = ReferenceBuffer.Of(Statistics).Slice(3 * r, 3);
            (statistics[0], statistics[1], statistics[2]) = (mean, 0, inverse);
        }
    }
}
