using Temper.Devices;
using Temper.Layers;
using Temper.Optimizers;

namespace Temper.Losses;

/// <summary>The part of the loss that weight decay stands for: lambda / 2 times the sum of squares.</summary>
public static class L2Penalty
{
    /// <summary>The penalty that an optimizer's weight decay stands for; 0 without any, and where decay is decoupled from the loss.</summary>
    /// <param name="network">The net.</param>
    /// <param name="optimizer">The optimizer.</param>
    public static double Of(Network network, OptimizerSpec optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return optimizer.WeightDecay == 0 || !optimizer.DecayIsPenalty
            ? 0
            : Of(network, optimizer.WeightDecay, optimizer.WeightDecayScope == WeightDecayScope.Weights);
    }

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
