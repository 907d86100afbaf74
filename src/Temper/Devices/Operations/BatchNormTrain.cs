namespace Temper.Devices.Operations;

/// <summary>
/// Batch normalization in training (Ioffe and Szegedy 2015; PyTorch's nn.BatchNorm1d): normalizes with the batch's mean and biased variance; moves
/// the running statistics by <paramref name="Momentum"/> towards the batch's mean and unbiased variance.
/// </summary>
/// <param name="Input">[rows, features], rows at least 2.</param>
/// <param name="Output">[rows, features], not the input.</param>
/// <param name="Views">Parameters and statistics.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Eps">Added to the variance.</param>
/// <param name="Momentum">Share of the new batch in the running statistics.</param>
public readonly record struct BatchNormTrain(View Input, View Output, BatchNormViews Views, int Rows, double Eps, double Momentum) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output, Views.BatchMean, Views.BatchInverseDeviation, Views.RunningMean, Views.RunningVariance];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var features = x.Length / Rows;
        for (var f = 0; f < features; f++)
        {
            var mean = 0.0;
            for (var r = 0; r < Rows; r++)
            {
                mean += x[(r * features) + f] / Rows;
            }

            var variance = 0.0;
            for (var r = 0; r < Rows; r++)
            {
                var centred = x[(r * features) + f] - mean;
                variance += centred * centred / Rows;
            }

            ReferenceBuffer.Of(Views.BatchMean)[f] = mean;
            ReferenceBuffer.Of(Views.BatchInverseDeviation)[f] = 1 / Math.Sqrt(variance + Eps);
            ref var runningMean = ref ReferenceBuffer.Of(Views.RunningMean)[f];
            ref var runningVariance = ref ReferenceBuffer.Of(Views.RunningVariance)[f];
            runningMean += Momentum * (mean - runningMean);
            runningVariance += Momentum * ((variance * Rows / (Rows - 1)) - runningVariance);
        }

        Normalize(Input, Output, Views.BatchMean, Views.BatchInverseDeviation, Views);
    }

    /// <summary>Output = (Input - mean) inverse Weight + Bias, feature by feature.</summary>
    internal static void Normalize(View input, View output, View mean, View inverse, in BatchNormViews views)
    {
        var x = ReferenceBuffer.Of(input);
        var y = ReferenceBuffer.Of(output);
        for (var i = 0; i < x.Length; i++)
        {
            var f = i % mean.Length;
            var normalized = (x[i] - ReferenceBuffer.Of(mean)[f]) * ReferenceBuffer.Of(inverse)[f];
            y[i] = views.Weight.IsEmpty
                ? normalized
                : (normalized * ReferenceBuffer.Of(views.Weight)[f]) + ReferenceBuffer.Of(views.Bias)[f];
        }
    }
}
