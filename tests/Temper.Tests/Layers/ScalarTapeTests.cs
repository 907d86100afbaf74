using Temper.Devices;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>The reference's hand-written backward passes against automatic differentiation, number by number.</summary>
public sealed class ScalarTapeTests
{
    private const int Rows = 4;
    private const double P = 0.3;
    private const ulong Seed = 5;
    private const long Step = 2;
    private static readonly int[] Sizes = [5, 4, 6, 3, 3];

    [Theory]
    [InlineData("M1", 0)]
    [InlineData("M1", 0.1)]
    [InlineData("M2", 0)]
    [InlineData("M3", 0)]
    [InlineData("M4", 0)]
    [InlineData("M5", 0)]
    [InlineData("M4sound", 0.2)]
    [InlineData("M5sound", 0)]
    public void The_models_have_the_tapes_loss_and_gradients(string model, double smoothing)
    {
        using var device = new ReferenceDevice();
        using var run = new NetRun(device, Nets.Model(model, Sizes, P), Sizes[0], Rows);
        run.Network.ParameterValues.Write(Nets.Signed(Seed, 70, 0, run.Network.ParameterValues.Length));
        var input = Nets.Signed(Seed, 71, 0, Rows * Sizes[0]);
        var labels = Nets.Labels(Seed, 72, 0, Rows, Sizes[^1]);
        var parameters = run.Network.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => Nets.InTorchOrder(run.Network.ParameterValues, parameter).Select(value => new Scalar(value)).ToArray());

        run.Train(input, labels, Seed, Step, smoothing);
        var loss = CrossEntropy(Forward(model, input, parameters), labels, smoothing);
        loss.Backward();

        Close.Number("loss", loss.Value, run.Loss, 1e-13);
        foreach (var (name, scalars) in parameters)
        {
            Close.Absolute(name, [.. scalars.Select(scalar => scalar.Gradient)], run.Gradient(name), 1e-12);
        }
    }

    private static Scalar[][] Forward(string model, double[] input, Dictionary<string, Scalar[]> parameters)
    {
        var x = input.Select(value => new Scalar(value)).Chunk(Sizes[0]).ToArray();
        var dropouts = 0u;
        foreach (var word in Nets.Words(model))
        {
            x = word switch
            {
                "relu" => [.. x.Select(row => row.Select(value => value.Relu()).ToArray())],
                "dropout" => Dropout(x, dropouts++),
                "bn1" or "bn2" => BatchNorm(x, parameters[word + ".weight"], parameters[word + ".bias"]),
                _ => Linear(x, parameters[word + ".weight"], parameters[word + ".bias"]),
            };
        }

        return x;
    }

    private static Scalar[][] Linear(Scalar[][] x, Scalar[] weight, Scalar[] bias) =>
    [
        .. x.Select(row => Enumerable.Range(0, bias.Length)
            .Select(o => Scalar.Sum(row.Select((value, i) => value * weight[(o * row.Length) + i])) + bias[o]).ToArray()),
    ];

    private static Scalar[][] Dropout(Scalar[][] x, uint unit)
    {
        var mask = new DropoutMask(new Philox(Seed, RandomPurpose.Dropout, unit, Step), P);
        return [.. x.Select((row, r) => row.Select((value, f) => value * (mask.Keeps((r * row.Length) + f) ? 1 / (1 - P) : 0)).ToArray())];
    }

    private static Scalar[][] BatchNorm(Scalar[][] x, Scalar[] weight, Scalar[] bias)
    {
        var result = x.Select(row => new Scalar[row.Length]).ToArray();
        for (var f = 0; f < weight.Length; f++)
        {
            var mean = Scalar.Sum(x.Select(row => row[f])) / x.Length;
            var variance = Scalar.Sum(x.Select(row => (row[f] - mean) * (row[f] - mean))) / x.Length;
            var deviation = (variance + 1e-5).Sqrt();
            for (var r = 0; r < x.Length; r++)
            {
                result[r][f] = ((x[r][f] - mean) / deviation * weight[f]) + bias[f];
            }
        }

        return result;
    }

    private static Scalar CrossEntropy(Scalar[][] logits, byte[] labels, double smoothing)
    {
        var total = (Scalar)0;
        for (var r = 0; r < logits.Length; r++)
        {
            var logSum = Scalar.Sum(logits[r].Select(logit => logit.Exp())).Log();
            for (var c = 0; c < logits[r].Length; c++)
            {
                var target = (c == labels[r] ? 1 - smoothing : 0) + (smoothing / logits[r].Length);
                total += target * (logSum - logits[r][c]);
            }
        }

        return total / logits.Length;
    }
}
