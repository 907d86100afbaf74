using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Losses;

/// <summary>
/// Huber's loss, mean over rows and values (Huber, Ann. Math. Statist. 35, 1964; PyTorch's nn.HuberLoss): squared near the target, linear beyond
/// Delta, so that single rows far off count less.
/// </summary>
/// <param name="Delta">Where it becomes linear, in units of the target; default 1.</param>
public sealed record Huber(double Delta = 1) : Loss
{
    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(Delta > 0) || !double.IsFinite(Delta))
        {
            throw new SpecException(FormattableString.Invariant($"Huber's delta must be a finite number above 0, received {Delta}."));
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(Device device, View outputs, View targets, int rows, int width, View gradient, View result)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.Run(new MeanHuberError(outputs, targets, rows, Delta, gradient, result));
    }
}
