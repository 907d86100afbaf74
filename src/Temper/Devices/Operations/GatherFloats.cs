namespace Temper.Devices.Operations;

/// <summary>
/// Gathers and scales rows of floats: x = A + (value - Centre[f]) / Divisor[f] (B - A), then with a clip x / sqrt(1 + (x / Clip)^2).
/// </summary>
/// <param name="Values">[rows of the data set, features].</param>
/// <param name="Batch">Which rows.</param>
/// <param name="Centre">[features].</param>
/// <param name="Divisor">[features], above 0; infinity makes a feature constant.</param>
/// <param name="A">What the centre becomes.</param>
/// <param name="B">What centre + divisor becomes.</param>
/// <param name="Clip">Limit of the smooth clip; 0 for none.</param>
/// <param name="Features">Floats of a row.</param>
/// <param name="Output">[rows, features].</param>
public readonly record struct GatherFloats(
    DataBuffer<float> Values, Batch Batch, View Centre, View Divisor, float A, float B, float Clip, int Features, View Output) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var source = HostData<float>.Of(Values).Values;
        var rows = HostIndices.Of(Batch);
        var c = ReferenceBuffer.Of(Centre);
        var d = ReferenceBuffer.Of(Divisor);
        var y = ReferenceBuffer.Of(Output);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var f = 0; f < Features; f++)
            {
                var scaled = A + ((source[(rows[r] * Features) + f] - c[f]) / d[f] * ((double)B - A));
                y[(r * Features) + f] = Clip == 0 ? scaled : scaled / Math.Sqrt(1 + (scaled / Clip * (scaled / Clip)));
            }
        }
    }
}
