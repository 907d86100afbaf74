namespace Temper.Devices.Operations;

/// <summary>
/// Huber's loss (Ann. Math. Statist. 35, 1964; PyTorch's nn.HuberLoss), mean over rows x width, with its gradient: with e = output - target,
/// e^2 / 2 where |e| is at most Delta, else Delta (|e| - Delta / 2).
/// </summary>
/// <param name="Outputs">[rows, width].</param>
/// <param name="Targets">[rows, width].</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Delta">Errors beyond it count linearly; above 0.</param>
/// <param name="Gradient">[rows, width], or empty: e held between -Delta and Delta, divided by rows x width.</param>
/// <param name="Result">[2]: mean loss, sum of the squared errors.</param>
public readonly record struct MeanHuberError(View Outputs, View Targets, int Rows, double Delta, View Gradient, View Result) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient, Result];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var y = ReferenceBuffer.Of(Outputs);
        var t = ReferenceBuffer.Of(Targets);
        double total = 0, squares = 0;
        for (var i = 0; i < y.Length; i++)
        {
            var error = y[i] - t[i];
            squares += error * error;
            total += Math.Abs(error) <= Delta ? 0.5 * error * error : Delta * (Math.Abs(error) - (0.5 * Delta));
            if (!Gradient.IsEmpty)
            {
                ReferenceBuffer.Of(Gradient)[i] = Math.Clamp(error, -Delta, Delta) / y.Length;
            }
        }

        ReferenceBuffer.Of(Result)[0] = total / y.Length;
        ReferenceBuffer.Of(Result)[1] = squares;
    }
}
