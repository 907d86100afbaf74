namespace Temper.Devices.Operations;

/// <summary>Batch normalization in evaluation mode: with the running statistics, which stay as they are.</summary>
/// <param name="Input">[rows, features].</param>
/// <param name="Output">[rows, features], not the input.</param>
/// <param name="Views">Parameters and statistics.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Eps">Added to the variance.</param>
public readonly record struct BatchNormEvaluate(View Input, View Output, BatchNormViews Views, int Rows, double Eps) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var inverse = new ReferenceBuffer(Views.RunningVariance.Length);
        for (var f = 0; f < inverse.Length; f++)
        {
            inverse.Values[f] = 1 / Math.Sqrt(ReferenceBuffer.Of(Views.RunningVariance)[f] + Eps);
        }

        BatchNormTrain.Normalize(Input, Output, Views.RunningMean, inverse.All, Views);
    }
}
