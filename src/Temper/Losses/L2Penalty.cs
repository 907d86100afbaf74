using Temper.Devices;
using Temper.Layers;

namespace Temper.Losses;

/// <summary>The part of the loss that weight decay stands for: lambda / 2 times the sum of squares.</summary>
public static class L2Penalty
{
    /// <summary>Computes the penalty of a net's parameters.</summary>
    /// <param name="network">The net.</param>
    /// <param name="lambda">Weight decay.</param>
    /// <param name="weightsOnly">Whether only weight matrices count, or biases and BatchNorm's scale and shift too.</param>
    public static double Of(Network network, double lambda, bool weightsOnly)
    {
        ArgumentNullException.ThrowIfNull(network);
        var sum = 0.0;
        foreach (var parameter in network.Parameters)
        {
            if (parameter.IsWeight || !weightsOnly)
            {
                sum += network.Device.SumOfSquares(network.ParameterValues.Slice(parameter.Offset, parameter.Length));
            }
        }

        return lambda / 2 * sum;
    }
}
