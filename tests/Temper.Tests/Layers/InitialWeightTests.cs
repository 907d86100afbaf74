using Temper.Devices;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>torch.nn.init's distributions: bounds and deviations by PyTorch's numbers, and samples that have them.</summary>
public sealed class InitialWeightTests
{
    /// <summary>Of matrices, with fan_in: Conv2d's and fan_out are not here.</summary>
    public static TheoryData<string> Cases =>
    [
        .. Golden.File("initial.json").GetProperty("cases").EnumerateArray()
            .Where(entry => entry.Wholes("shape").Length == 2 && entry.GetProperty("mode").GetString() is null or "fan_in").Select(entry => entry.Text("name")).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_and_deviations_are_PyTorchs(string name)
    {
        var golden = Golden.Case("initial.json", name);
        if (golden.Wholes("shape").Length != 2)
        {
            return;
        }

        var isOwn = name.Contains("nn.Linear", StringComparison.Ordinal);
        var init = golden.Text("function") switch
        {
            "kaiming_uniform_" => WeightInit.KaimingUniform,
            "kaiming_normal_" => WeightInit.KaimingNormal,
            "xavier_uniform_" => WeightInit.XavierUniform,
            _ => WeightInit.XavierNormal,
        };
        foreach (var gain in Gains(golden.Number("gain"), init))
        {
            var numbers = Initializer.Of(isOwn ? null : init, isOwn ? null : gain, golden.Whole("fanIn"), golden.Whole("fanOut"));
            var isNormal = golden.Text("distribution") == "normal";
            Assert.Equal(isNormal, numbers.IsNormal);

            // A bound is a float, as PyTorch's weights are.
            var expected = golden.Number(isNormal ? "std" : "bound");
            Close.Number(name, expected, numbers.Size, (isNormal ? 1e-14 : 6e-8) * expected);
        }
    }

    /// <summary>The gain itself, and none where it is the default.</summary>
    private static IEnumerable<double?> Gains(double gain, WeightInit init)
    {
        yield return gain;
        if (gain == (init is WeightInit.KaimingNormal or WeightInit.KaimingUniform ? Math.Sqrt(2) : 1))
        {
            yield return null;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(WeightInit.KaimingUniform)]
    [InlineData(WeightInit.KaimingNormal)]
    [InlineData(WeightInit.XavierUniform)]
    [InlineData(WeightInit.XavierNormal)]
    public void Samples_have_their_moments(WeightInit? init)
    {
        const int In = 784;
        const int Out = 200;
        using var device = new ReferenceDevice();
        using var network = new Network([new Linear(Out, Init: init)], In, device, rows: 1);
        network.Initialize(17);
        var weight = network.State()[0].Values;
        var numbers = Initializer.Of(init, null, In, Out);
        var deviation = numbers.IsNormal ? numbers.Size : numbers.Size / Math.Sqrt(3);
        var count = (double)weight.Length;
        var mean = weight.Average(value => (double)value);
        var second = weight.Average(value => Math.Pow(value - mean, 2));
        var fourth = weight.Average(value => Math.Pow(value - mean, 4)) / (second * second);

        // Five standard deviations of each estimate.
        Assert.InRange(mean / deviation, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
        Assert.InRange(Math.Sqrt(second) / deviation, 1 - (5 / Math.Sqrt(count)), 1 + (5 / Math.Sqrt(count)));
        Assert.InRange(fourth, (numbers.IsNormal ? 3 : 1.8) - 0.08, (numbers.IsNormal ? 3 : 1.8) + 0.08);
        if (!numbers.IsNormal)
        {
            Assert.InRange(weight.Max(value => Math.Abs(value)), numbers.Size * 0.9999, numbers.Size);
        }

        // The bias is nn.Linear's own, whatever the weights are.
        using var plain = new Network([new Linear(Out)], In, device, rows: 1);
        plain.Initialize(17);
        Assert.Equal(plain.State()[1].Values, network.State()[1].Values);
    }

    [Fact]
    public void Layers_of_one_size_begin_with_other_numbers_wherever_they_stand()
    {
        using var device = new ReferenceDevice();
        LayerSpec Layer() => new Linear(40);
        using var network = new Network([Layer(), new Residual([Layer(), new Residual([Layer()])]), Layer()], 40, device, rows: 1);
        network.Initialize(3);
        var values = network.State().SelectMany(tensor => tensor.Values).ToList();

        // 24 random bits a number: a few of thousands are equal by chance, a whole layer is not.
        Assert.InRange(values.Distinct().Count(), values.Count - 10, values.Count);
    }

    [Fact]
    public void The_words_of_a_layers_stream_do_not_depend_on_layers_without_weights()
    {
        using var device = new ReferenceDevice();
        using var with = new Network([new Linear(8), new GELU(), new Residual([new LayerNorm(), new Dropout(0.1), new Linear(8), new ReLU()])], 8, device, rows: 1);
        using var without = new Network([new Linear(8), new Linear(8)], 8, device, rows: 1);
        with.Initialize(3);
        without.Initialize(3);
        var weights = with.State().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        Assert.Equal(without.State()[0].Values, weights["0.weight"]);
        Assert.Equal(without.State()[2].Values, weights["2.2.weight"]);
    }
}
