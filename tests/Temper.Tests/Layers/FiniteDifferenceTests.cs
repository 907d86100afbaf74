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
        .. Added, .. Added.Select(word => $"linear {word} linear"), "gelu dropout linear", "tanh relu linear", "relu flatten dropout linear",
        "res(linear) relu", "linear res(relu,linear,relu,linear) dropout linear", "res(batchnorm,relu,linear) relu linear",
        "linear res(linear,batchnorm,relu,dropout) linear", "linear res(dropout) linear", "linear res(relu) relu linear", "linear res(flatten) linear",
        "linear res(res(res(gelu))) linear", "linear res(linear,res(relu,linear),relu) linear", "res(linear) res(layernorm,linear) res(notaffine) linear",
        "linear batchnorm res(relu,dropout,linear,relu) linear", "res(res(linear),res(relu,linear))",
    ];

    /// <summary>Words for all layers that have come since.</summary>
    private static readonly string[] Added = ["leaky", "gelu", "gelutanh", "tanh", "sigmoid", "layernorm", "plainnorm", "flatten", "kaiming", "res(linear)"];

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
        string[] kinds = ["linear", "plain", "relu", "dropout", "batchnorm", "notaffine", .. Added, "res(relu,linear,gelu)", "res(batchnorm,relu)"];
        for (ulong seed = 100; seed < 160; seed++)
        {
            var stream = new Philox(seed, RandomPurpose.Test, 90);
            var chain = Enumerable.Range(0, 2 + stream.Below(0, 6)).Select(i => kinds[stream.Below(i + 1, kinds.Length)]).ToArray();
            Check(chain, seed, smoothing: stream.Uniform(100) < 0.5f ? 0 : 0.2);
        }
    }

    [Fact]
    public void Every_kind_of_layer_is_among_them()
    {
        var words = Chains.SelectMany(row => row.Data.Split(' '));
        var kinds = LayerTree.All(words.Select(word => Layer(word, 3, 3))).Select(layer => layer.GetType()).ToHashSet();
        Assert.Equal(typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec))).ToHashSet(), kinds);
    }

    /// <summary>A layer by its word; those in brackets are a residual's, whose Linears keep the features.</summary>
    private static LayerSpec Layer(string word, int outFeatures, int inFeatures) => word switch
    {
        "linear" => new Linear(outFeatures),
        "plain" => new Linear(outFeatures, Bias: false),
        "kaiming" => new Linear(outFeatures, Init: WeightInit.KaimingNormal),
        "relu" => new ReLU(),
        "leaky" => new LeakyReLU(0.2),
        "gelu" => new GELU(),
        "gelutanh" => new GELU(GeluApproximation.Tanh),
        "tanh" => new Tanh(),
        "sigmoid" => new Sigmoid(),
        "flatten" => new Flatten(),
        "dropout" => new Dropout(0.4),

        // A large eps: with two rows and a small variance the third derivative would drown the difference.
        "batchnorm" => new BatchNorm1d(Eps: 0.1),
        "notaffine" => new BatchNorm1d(Eps: 0.1, Affine: false),
        "layernorm" => new LayerNorm(Eps: 0.1),
        "plainnorm" => new LayerNorm(Eps: 0.1, Affine: false),
        _ when word.StartsWith("res(", StringComparison.Ordinal) => new Residual([.. Words(word[4..^1]).Select(inner => Layer(inner, inFeatures, inFeatures))]),
        _ => throw new ArgumentException(word),
    };

    /// <summary>Words between commas that are not inside brackets.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            depth += i < text.Length && text[i] == '(' ? 1 : i < text.Length && text[i] == ')' ? -1 : 0;
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
    }

    private static void Check(string[] chain, ulong seed, double smoothing)
    {
        var stream = new Philox(seed, RandomPurpose.Test, 91);
        var rows = 2 + stream.Below(0, 5);
        var inFeatures = 1 + stream.Below(1, 6);
        var layers = new List<LayerSpec> { new Linear(inFeatures, Bias: false) { Name = "probe" } };
        var features = inFeatures;
        for (var i = 0; i < chain.Length; i++)
        {
            layers.Add(Layer(chain[i], 2 + stream.Below(10 + i, 6), features));
            features = LayerTree.OutFeatures(layers)!.Value;
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
