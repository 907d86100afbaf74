using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Losses;

/// <summary>Softmax cross-entropy on logits, mean over the batch (PyTorch's nn.CrossEntropyLoss).</summary>
/// <param name="LabelSmoothing">
/// Share of the target that is spread evenly over all classes, 0 to 1; default 0 (Szegedy et al., CVPR 2016).
/// </param>
public sealed record CrossEntropy(double LabelSmoothing = 0)
{
    /// <summary>Checks the options.</summary>
    /// <exception cref="SpecException">Label smoothing is not between 0 and 1.</exception>
    public void Validate()
    {
        if (LabelSmoothing is not (>= 0 and <= 1))
        {
            throw new SpecException(FormattableString.Invariant($"Label smoothing must be from 0 to 1, received {LabelSmoothing}."));
        }
    }

    /// <summary>Computes [mean loss, correct guesses] and, unless its view is empty, the gradient of the logits.</summary>
    /// <param name="device">Where.</param>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">[images], a class each.</param>
    /// <param name="batch">Which images.</param>
    /// <param name="classes">Number of classes, at most 256.</param>
    /// <param name="gradient">[rows, classes], or empty.</param>
    /// <param name="result">[2].</param>
    public void Evaluate(Device device, View logits, ByteBuffer labels, Batch batch, int classes, View gradient, View result)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.Run(new SoftmaxCrossEntropy(logits, labels, batch, classes, LabelSmoothing, gradient, result));
    }
}
