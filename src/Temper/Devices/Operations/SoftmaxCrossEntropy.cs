namespace Temper.Devices.Operations;

/// <summary>
/// Softmax cross-entropy on logits, mean over the batch, with its gradient (PyTorch's nn.CrossEntropyLoss with class probabilities). With label
/// smoothing s a target t becomes (1 - s) t + s / classes.
/// </summary>
/// <remarks>
/// Loss of a row: - sum over c of t_c log softmax(z)_c. Gradient: (softmax(z)
/// (sum of t) - t) / rows. Targets usually sum to 1; as in PyTorch they need not.
/// </remarks>
/// <param name="Logits">[rows, classes].</param>
/// <param name="Targets">[rows, classes], each at least 0.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="LabelSmoothing">0 to 1.</param>
/// <param name="LogitsGradient">[rows, classes], or empty.</param>
/// <param name="Result">[2]: mean loss, number of rows whose largest logit and largest target (the first, if several) are of the same class.</param>
public readonly record struct SoftmaxCrossEntropy(
    View Logits, View Targets, int Rows, int Classes, double LabelSmoothing, View LogitsGradient, View Result) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [LogitsGradient, Result];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var total = 0.0;
        var correct = 0;
        for (var r = 0; r < Rows; r++)
        {
            var z = ReferenceBuffer.Of(Logits).Slice(r * Classes, Classes);
            var t = ReferenceBuffer.Of(Targets).Slice(r * Classes, Classes);
            var best = First(z);
            correct += best == First(t) ? 1 : 0;
            double sum = 0, targets = 0;
            for (var c = 0; c < Classes; c++)
            {
                sum += Math.Exp(z[c] - z[best]);
                targets += Smoothed(t[c]);
            }

            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var logSum = Math.Log(sum);
            for (var c = 0; c < Classes; c++)
            {
                var target = Smoothed(t[c]);
                total += target > 0 ? target * (logSum - (z[c] - z[best])) : 0;
                if (!LogitsGradient.IsEmpty)
                {
                    ReferenceBuffer.Of(LogitsGradient)[(r * Classes) + c] = ((Math.Exp(z[c] - z[best]) / sum * targets) - target) / Rows;
                }
            }
        }

        ReferenceBuffer.Of(Result)[0] = total / Rows;
        ReferenceBuffer.Of(Result)[1] = correct;
    }

    private double Smoothed(double target) => (target * (1 - LabelSmoothing)) + (LabelSmoothing / Classes);

    private static int First(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
