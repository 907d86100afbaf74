using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Activations against PyTorch: ordinary numbers, and extremes where exp, squares and cubes overflow.</summary>
public sealed class GoldenActivationTests
{
    public static TheoryData<string> Cases => Golden.Names("activations.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string name)
    {
        using var device = new ReferenceDevice();
        Compare(device, Golden.Case("activations.json", name), 4e-15);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string name)
    {
        // One rounding at the end, of everything.
        foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
        {
            using var device = new CpuDevice(instructionSet: set);
            Compare(device, Golden.Case("activations.json", name), 1e-7);
        }
    }

    private static void Compare(Device device, JsonElement golden, double tolerance)
    {
        // Behind a Linear that is fed with 1 the input is a weight, and its gradient that weight's.
        var count = golden.Wholes("shape")[0];
        using var network = new Network([new Linear(count, Bias: false), Layer(golden)], 1, device, rows: 1);
        network.LoadState([new NamedTensor("0.weight", [count, 1], [.. golden.Numbers("input").Select(value => (float)value)])]);
        network.Input(1).Write([1.0]);
        var pass = new Pass(1, Training: true);
        Check("output", golden.Numbers("output"), network.Forward(pass).ToDoubles(), tolerance);
        network.OutputGradient(1).Write(golden.Numbers("upstream"));
        network.Backward(pass);
        Check("input gradient", golden.Numbers("inputGradient"), network.ParameterGradients.ToDoubles()[..count], tolerance);
    }

    private static void Check(string what, double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Close.Number($"{what}[{i}]", expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private static LayerSpec Layer(JsonElement golden)
    {
        var options = golden.GetProperty("options");
        return golden.Text("activation") switch
        {
            "ReLU" => new ReLU(),
            "LeakyReLU" => new LeakyReLU(options.Number("negativeSlope")),
            "GELU" => new GELU(options.Text("approximate") == "tanh" ? GeluApproximation.Tanh : GeluApproximation.None),
            "Tanh" => new Tanh(),
            "Sigmoid" => new Sigmoid(),
            var other => throw new InvalidOperationException(other),
        };
    }
}
