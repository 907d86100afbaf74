using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Losses;

/// <summary>Softmax cross-entropy on logits, mean over the batch (PyTorch's nn.CrossEntropyLoss with class probabilities as targets).</summary>
/// <param name="LabelSmoothing">
/// Share of the target that is spread evenly over all classes, 0 to 1; default 0 (Szegedy et al., CVPR 2016). It acts in training only.
/// </param>
public sealed record CrossEntropy(double LabelSmoothing = 0) : Loss
{
    /// <inheritdoc/>
    public override Loss ForEvaluation() => new CrossEntropy();

    /// <inheritdoc/>
    public override void Validate()
    {
        if (LabelSmoothing is not (>= 0 and <= 1))
        {
            throw new SpecException(FormattableString.Invariant($"Label smoothing must be from 0 to 1, received {LabelSmoothing}."));
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(Device device, View outputs, View targets, int rows, int width, View gradient, View result)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.Run(new SoftmaxCrossEntropy(outputs, targets, rows, width, LabelSmoothing, gradient, result));
    }
}
