using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Batch normalization alone against PyTorch: affine or not, cumulative averages, a constant column.</summary>
public sealed class GoldenBatchNormTests
{
    public static TheoryData<string> Cases => Golden.Names("batchnorm.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string name)
    {
        using var device = new ReferenceDevice();
        Compare(device, Golden.Case("batchnorm.json", name), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string name)
    {
        using var device = new CpuDevice();
        Compare(device, Golden.Case("batchnorm.json", name), 2e-6);
    }

    private static void Compare(Device device, JsonElement golden, double tolerance)
    {
        var rows = golden.Whole("rows");
        var width = golden.Whole("width");
        var momentum = golden.GetProperty("momentum");
        var layer = new BatchNorm1d(
            golden.Number("eps"), momentum.ValueKind == JsonValueKind.Null ? null : momentum.GetDouble(), golden.GetProperty("affine").GetBoolean());

        // The probe (see GoldenSmallModelTests) makes the gradient of the input visible.
        using var network = new Network([new Linear(width, Bias: false) { Name = "probe" }, layer with { Name = "bn" }], rows, device, rows);
        network.Initialize(0);
        foreach (var step in golden.GetProperty("forwards").EnumerateArray())
        {
            Load(network, golden, step, rows, width);
            var pass = new Pass(rows, Training: true);
            Close.Relative("output", step.Numbers("output"), Forward(network, pass), tolerance);
            network.OutputGradient(rows).Write(step.Numbers("upstream"));
            network.Backward(pass);

            var inputGradient = Nets.Transposed(Gradient(network, "probe.weight"), width, rows);

            // A constant column is divided by sqrt(eps): rounding is magnified 300 times there.
            Close.Relative("input gradient", step.Numbers("inputGradient"), inputGradient, tolerance);
            if (layer.Affine)
            {
                Close.Relative("weight gradient", step.Numbers("weightGradient"), Gradient(network, "bn.weight"), tolerance);
                Close.Relative("bias gradient", step.Numbers("biasGradient"), Gradient(network, "bn.bias"), tolerance);
            }

            Close.Relative("running mean", step.Numbers("runningMean"), Statistic(network, "bn.running_mean"), tolerance);
            Close.Relative("running variance", step.Numbers("runningVariance"), Statistic(network, "bn.running_var"), tolerance);
        }

        var evaluation = golden.GetProperty("evaluation");
        Load(network, golden, evaluation, rows, width);
        Close.Relative("evaluation", evaluation.Numbers("output"), Forward(network, new Pass(rows, Training: false)), tolerance);
    }

    /// <summary>Sets the probe to the input, and weight and bias of the batch normalization, leaving its statistics alone.</summary>
    private static void Load(Network network, JsonElement golden, JsonElement step, int rows, int width)
    {
        Assert.Equal(rows * width, step.Numbers("input").Length);
        Values(network, "probe.weight").Write(step.Numbers("input"));
        if (golden.GetProperty("affine").GetBoolean())
        {
            Values(network, "bn.weight").Write(golden.Numbers("weight"));
            Values(network, "bn.bias").Write(golden.Numbers("bias"));
        }
    }

    private static double[] Forward(Network network, Pass pass)
    {
        var unit = new double[pass.Rows * pass.Rows];
        for (var r = 0; r < pass.Rows; r++)
        {
            unit[(r * pass.Rows) + r] = 1;
        }

        network.Input(pass.Rows).Write(unit);
        return network.Forward(pass).ToDoubles();
    }

    private static View Values(Network network, string name)
    {
        var parameter = network.Parameters.Single(candidate => candidate.Name == name);
        return network.ParameterValues.Slice(parameter.Offset, parameter.Length);
    }

    private static double[] Gradient(Network network, string name) =>
        Nets.InTorchOrder(network.ParameterGradients, network.Parameters.Single(candidate => candidate.Name == name));

    private static double[] Statistic(Network network, string name) =>
        Nets.InTorchOrder(network.StatisticValues, network.Statistics.Single(candidate => candidate.Name == name));
}
