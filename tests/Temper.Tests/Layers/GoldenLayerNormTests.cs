using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Layer normalization alone against PyTorch: affine or not, equal rows, a large offset, rows of different scales.</summary>
public sealed class GoldenLayerNormTests
{
    public static TheoryData<string> Cases => Golden.Names("layernorm.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string name)
    {
        using var device = new ReferenceDevice();

        // PyTorch's own roundings: it computes x r - mean r, so that a mean of 512 or a division by sqrt(eps) makes them larger.
        Compare(device, Golden.Case("layernorm.json", name), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string name)
    {
        foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
        {
            using var device = new CpuDevice(threads: 2, set);
            Compare(device, Golden.Case("layernorm.json", name), 4e-7);
        }
    }

    private static void Compare(Device device, JsonElement golden, double tolerance)
    {
        var (rows, features) = (golden.Whole("rows"), golden.Whole("features"));
        var affine = golden.GetProperty("affine").GetBoolean();

        // The probe (see GoldenSmallModelTests) makes the gradient of the input visible.
        using var network = new Network(
            [new Linear(features, Bias: false) { Name = "probe" }, new LayerNorm(golden.Number("eps"), affine) { Name = "ln" }], rows, device, rows);
        network.Initialize(0);
        Values(network, "probe.weight").Write(golden.Numbers("input"));
        if (affine)
        {
            Values(network, "ln.weight").Write(golden.Numbers("weight"));
            Values(network, "ln.bias").Write(golden.Numbers("bias"));
        }

        var unit = new double[rows * rows];
        for (var r = 0; r < rows; r++)
        {
            unit[(r * rows) + r] = 1;
        }

        network.Input(rows).Write(unit);
        var pass = new Pass(rows, Training: true);
        Check("output", golden.Numbers("output"), network.Forward(pass).ToDoubles(), tolerance);
        network.OutputGradient(rows).Write(golden.Numbers("upstream"));
        network.Backward(pass);
        Check("input gradient", golden.Numbers("inputGradient"), Nets.Transposed(Gradient(network, "probe.weight"), features, rows), tolerance);
        if (affine)
        {
            Check("weight gradient", golden.Numbers("weightGradient"), Gradient(network, "ln.weight"), tolerance);
            Check("bias gradient", golden.Numbers("biasGradient"), Gradient(network, "ln.bias"), tolerance);
        }
    }

    private static void Check(string what, double[] expected, double[] actual, double tolerance) =>
        Close.Relative(what, expected, actual, tolerance, tolerance);

    private static View Values(Network network, string name)
    {
        var parameter = network.Parameters.Single(candidate => candidate.Name == name);
        return network.ParameterValues.Slice(parameter.Offset, parameter.Length);
    }

    private static double[] Gradient(Network network, string name) =>
        Nets.InTorchOrder(network.ParameterGradients, network.Parameters.Single(candidate => candidate.Name == name));
}
