using Temper.Devices;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Hand-written derivatives against central differences, in double, for layers in random sizes and orders.</summary>
public sealed class FiniteDifferenceTests
{
    private const double Step = 1e-6;

    // Central differences with a step of 1e-6 are good to about 1e-9 here; a wrong derivative is off by far more.
    private const double Tolerance = 2e-7;

    public static TheoryData<string> Chains =>
    [
        "linear", "plain", "linear relu linear", "plain relu linear", "linear dropout linear", "linear batchnorm linear",
        "linear notaffine linear", "batchnorm linear", "notaffine plain", "relu linear", "dropout linear", "batchnorm", "relu",
    ];

    [Theory]
    [MemberData(nameof(Chains))]
    public void Every_layer_has_the_right_derivatives(string chain)
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            Check(chain.Split(' '), seed, smoothing: seed % 2 == 0 ? 0.1 : 0);
        }
    }

    [Fact]
    public void Layers_in_random_order_have_the_right_derivatives()
    {
        string[] kinds = ["linear", "plain", "relu", "dropout", "batchnorm", "notaffine"];
        for (ulong seed = 100; seed < 160; seed++)
        {
            var stream = new Philox(seed, RandomPurpose.Test, 90);
            var chain = Enumerable.Range(0, 2 + stream.Below(0, 6)).Select(i => kinds[stream.Below(i + 1, kinds.Length)]).ToArray();
            Check(chain, seed, smoothing: stream.Uniform(100) < 0.5f ? 0 : 0.2);
        }
    }

    private static void Check(string[] chain, ulong seed, double smoothing)
    {
        var stream = new Philox(seed, RandomPurpose.Test, 91);
        var rows = 2 + stream.Below(0, 5);
        var inFeatures = 1 + stream.Below(1, 6);
        var layers = new List<LayerSpec> { new Linear(inFeatures, Bias: false) { Name = "probe" } };
        for (var i = 0; i < chain.Length; i++)
        {
            layers.Add(chain[i] switch
            {
                "linear" => new Linear(2 + stream.Below(10 + i, 6)),
                "plain" => new Linear(2 + stream.Below(10 + i, 6), Bias: false),
                "relu" => new ReLU(),
                "dropout" => new Dropout(0.4),

                // A large eps: with two rows and a small variance the third derivative would drown the difference.
                "batchnorm" => new BatchNorm1d(Eps: 0.1),
                _ => new BatchNorm1d(Eps: 0.1, Affine: false),
            });
        }

        // The input is the weight of a Linear that is fed with unit vectors, so that its gradient is a parameter's.
        using var device = new ReferenceDevice();
        using var run = new NetRun(device, layers, rows, rows);
        var unit = new double[rows * rows];
        for (var r = 0; r < rows; r++)
        {
            unit[(r * rows) + r] = 1;
        }

        var parameters = run.Network.ParameterValues;
        var values = Nets.Signed(seed, 92, 0, parameters.Length);
        parameters.Write(values);
        var labels = Nets.Labels(seed, 93, 0, rows, run.Network.OutFeatures);
        run.Train(unit, labels, seed, step: 5, smoothing);
        var gradients = run.Network.ParameterGradients.ToDoubles();
        foreach (var parameter in run.Network.Parameters)
        {
            for (var i = parameter.Offset; i < parameter.Offset + parameter.Length; i++)
            {
                var above = LossWith(Step);
                var below = LossWith(-Step);
                Close.Number(
                    $"{string.Join(' ', chain)}, seed {seed}, {parameter.Name}[{i - parameter.Offset}]",
                    (above - below) / (2 * Step),
                    gradients[i],
                    Tolerance);

                double LossWith(double change)
                {
                    parameters.Slice(i, 1).Write([values[i] + change]);
                    run.ForwardInTraining(unit, labels, seed, step: 5, smoothing);
                    parameters.Slice(i, 1).Write([values[i]]);
                    return run.Loss;
                }
            }
        }
    }
}
