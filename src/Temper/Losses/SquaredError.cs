using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Losses;

/// <summary>Mean squared error over rows and values (PyTorch's nn.MSELoss): the usual loss of a regression.</summary>
public sealed record SquaredError : Loss
{
    /// <inheritdoc/>
    public override void Evaluate(Device device, View outputs, View targets, int rows, int width, View gradient, View result)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.Run(new MeanSquaredError(outputs, targets, rows, gradient, result));
    }
}
