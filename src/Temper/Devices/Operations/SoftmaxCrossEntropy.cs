namespace Temper.Devices.Operations;

/// <summary>
/// Softmax cross-entropy on logits, mean over the batch, with its gradient (PyTorch's nn.CrossEntropyLoss). With label smoothing s the target is
/// (1 - s) one-hot + s / classes.
/// </summary>
/// <param name="Logits">[rows, classes].</param>
/// <param name="Labels">[images], a class each.</param>
/// <param name="Batch">Which images.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="LabelSmoothing">0 to 1.</param>
/// <param name="LogitsGradient">[rows, classes], or empty.</param>
/// <param name="Result">[2]: mean loss, number of rows whose largest logit (the first, if several) is the label's.</param>
public readonly record struct SoftmaxCrossEntropy(
    View Logits, ByteBuffer Labels, Batch Batch, int Classes, double LabelSmoothing, View LogitsGradient, View Result) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [LogitsGradient, Result];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var rows = HostIndices.Of(Batch);
        var total = 0.0;
        var correct = 0;
        for (var r = 0; r < rows.Length; r++)
        {
            var z = ReferenceBuffer.Of(Logits).Slice(r * Classes, Classes);
            int label = HostBytes.Of(Labels).Bytes[rows[r]];
            var best = 0;
            for (var c = 1; c < Classes; c++)
            {
                best = z[c] > z[best] ? c : best;
            }

            correct += best == label ? 1 : 0;
            var sum = 0.0;
            foreach (var logit in z)
            {
                sum += Math.Exp(logit - z[best]);
            }

            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var logSum = Math.Log(sum);
            for (var c = 0; c < Classes; c++)
            {
                var target = (c == label ? 1 - LabelSmoothing : 0) + (LabelSmoothing / Classes);
                total += target > 0 ? target * (logSum - (z[c] - z[best])) : 0;
                if (!LogitsGradient.IsEmpty)
                {
                    ReferenceBuffer.Of(LogitsGradient)[(r * Classes) + c] = ((Math.Exp(z[c] - z[best]) / sum) - target) / rows.Length;
                }
            }
        }

        ReferenceBuffer.Of(Result)[0] = total / rows.Length;
        ReferenceBuffer.Of(Result)[1] = correct;
    }
}
