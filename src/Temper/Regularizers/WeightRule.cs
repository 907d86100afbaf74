using Temper.Devices;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Runs update rules over a net's weight matrices: biases and scales are not regularized.</summary>
internal static class WeightRule
{
    /// <summary>Changes each weight matrix by a rule that looks at nothing else.</summary>
    public static void Update<TRule>(Network network, in TRule rule)
        where TRule : unmanaged, IUpdateRule
    {
        for (var i = 0; i < network.Parameters.Count; i++)
        {
            var parameter = network.Parameters[i];
            if (parameter.IsWeight)
            {
                var weights = network.ParameterValues.Slice(parameter.Offset, parameter.Length);
                network.Device.Update(rule, new UpdateViews(weights, weights, default, default, default));
            }
        }
    }

    /// <summary>Changes the gradient of each weight matrix by a rule that reads the weights where rules read gradients.</summary>
    public static void UpdateGradients<TRule>(Network network, in TRule rule)
        where TRule : unmanaged, IUpdateRule
    {
        for (var i = 0; i < network.Parameters.Count; i++)
        {
            var parameter = network.Parameters[i];
            if (parameter.IsWeight)
            {
                var weights = network.ParameterValues.Slice(parameter.Offset, parameter.Length);
                var gradients = network.ParameterGradients.Slice(parameter.Offset, parameter.Length);
                network.Device.Update(rule, new UpdateViews(gradients, weights, default, default, default));
            }
        }
    }

    /// <summary>Sums of |w| and of w^2 over all weight matrices.</summary>
    public static (double Magnitudes, double Squares) Sums(Network network)
    {
        double magnitudes = 0, squares = 0;
        foreach (var parameter in network.Parameters)
        {
            if (parameter.IsWeight)
            {
                foreach (var weight in network.ParameterValues.Slice(parameter.Offset, parameter.Length).ToDoubles())
                {
                    magnitudes += Math.Abs(weight);
                    squares += weight * weight;
                }
            }
        }

        return (magnitudes, squares);
    }
}
