using Temper.Devices;
using Temper.Lab.Statistics;

namespace Temper.Tests.Statistics;

/// <summary>Noise of a simulated study: numbers that depend on (simulation, study, index) alone.</summary>
internal sealed class Noise(ulong simulation, int study)
{
    private readonly Philox stream = new(simulation, RandomPurpose.Test, step: (ulong)study);

    /// <summary>Independent normal numbers with standard deviation 1.</summary>
    public double[] Normal(int count, double mean = 0) => Draw(count, u => mean + NormalDistribution.Quantile(u));

    /// <summary>Noise by its name, each with mean 0: normal, t3, lognormal, exponential, rounded.</summary>
    public double[] Of(string kind, int count) => kind switch
    {
        "normal" => Normal(count),
        "t3" => Draw(count, u => StudentT.Quantile(u, 3)),
        // The exponential of a normal number, less its mean: skewness 6.2.
        "lognormal" => Draw(count, u => Math.Exp(NormalDistribution.Quantile(u)) - Math.Exp(0.5)),
        "exponential" => Skewed(count),
        // Few different values, as accuracies on a small test set have: many ties and zeros.
        "rounded" => [.. Normal(count).Select(number => Math.Round(number))],
        _ => throw new ArgumentException($"There is no noise {kind}.", nameof(kind)),
    };

    /// <summary>Student's t with 2 degrees of freedom: symmetric, with an infinite variance.</summary>
    public double[] Heavy(int count) => Draw(count, u => ((2 * u) - 1) / Math.Sqrt(2 * u * (1 - u)));

    /// <summary>Exponential numbers minus their mean: mean 0, standard deviation 1, skewness 2.</summary>
    public double[] Skewed(int count) => Draw(count, u => -Math.Log(u) - 1);

    private double[] Draw(int count, Func<double, double> quantile)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            // The middles of 2^32 equal steps: never 0 or 1.
            numbers[i] = quantile((stream.Word(i) + 0.5) / 4294967296.0);
        }

        return numbers;
    }
}
