using Temper.Devices;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Runs update rules over a net's weight matrices: biases and scales are not regularized.</summary>
internal static class WeightRule
{
    private const int SumPart = 1 << 15;

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

        // Part by part: a copy of a large matrix would be memory that nobody has counted.
        var part = new double[Math.Min(SumPart, network.ParameterValues.Length)];
        foreach (var parameter in network.Parameters.Where(parameter => parameter.IsWeight))
        {
            for (var start = 0; start < parameter.Length; start += part.Length)
            {
                var values = part.AsSpan(0, Math.Min(part.Length, parameter.Length - start));
                network.ParameterValues.Slice(parameter.Offset + start, values.Length).Read(values);
                foreach (var weight in values)
                {
                    magnitudes += Math.Abs(weight);
                    squares += weight * weight;
                }
            }
        }

        return (magnitudes, squares);
    }
}
