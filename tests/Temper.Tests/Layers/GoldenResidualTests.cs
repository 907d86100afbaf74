using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Nets with residual branches and with layer normalization against PyTorch: every number of a pass, and three steps of Adam.</summary>
public sealed class GoldenResidualTests
{
    // Sums in another order; and in float a few dozen roundings, relative to the largest number of each tensor.
    private const double ReferenceTolerance = 1e-12;
    private const double CpuTolerance = 4e-6;

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var (file, list) in new[] { ("residual.json", "cases"), ("layernorm.json", "nets") })
            {
                foreach (var row in Golden.Names(file, list))
                {
                    cases.Add(file, list, row.Data);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string file, string list, string name)
    {
        using var device = new ReferenceDevice();
        Compare(device, Golden.Case(file, name, list), ReferenceTolerance);
        CompareInputGradient(device, Golden.Case(file, name, list), ReferenceTolerance);
        CompareSteps(device, Golden.Case(file, name, list), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string file, string list, string name)
    {
        foreach (var threads in new[] { 1, 2 })
        {
            using var device = new CpuDevice(threads);
            Compare(device, Golden.Case(file, name, list), CpuTolerance);
            CompareInputGradient(device, Golden.Case(file, name, list), CpuTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void State_dicts_have_PyTorchs_names_in_its_order(string file, string list, string name)
    {
        var golden = Golden.Case(file, name, list);
        using var device = new ReferenceDevice();
        using var network = new Network(GoldenNets.Layers(golden.GetProperty("layers")), golden.Whole("width"), device, rows: 1);
        var state = GoldenNets.Tensors(golden.GetProperty("state"));
        network.LoadState(state);
        var back = network.State().Where(tensor => !tensor.IsInteger).ToDictionary(tensor => tensor.Name);

        Assert.Equal(state.Select(tensor => tensor.Name).Order(), back.Keys.Order());
        Assert.Equal(golden.GetProperty("training").GetProperty("gradients").EnumerateObject().Select(entry => entry.Name), network.Parameters.Select(parameter => parameter.Name));
        Assert.All(state, tensor => Assert.Equal((IEnumerable<float>)tensor.Values, back[tensor.Name].Values));
    }

    private static void Compare(Device device, JsonElement golden, double tolerance)
    {
        using var run = new NetRun(device, GoldenNets.Layers(golden.GetProperty("layers")), golden.Whole("width"), golden.Whole("rows"));
        run.Network.LoadState(GoldenNets.Tensors(golden.GetProperty("state")));
        var (input, labels) = (golden.Numbers("input"), GoldenNets.Labels(golden));

        run.Train(input, labels, seed: 0, step: 0);

        var training = golden.GetProperty("training");
        Close.Relative("logits", training.Numbers("logits"), run.Logits, tolerance);
        Close.Number("loss", training.Number("loss"), run.Loss, tolerance * training.Number("loss"));
        Assert.Equal(run.Network.Parameters.Count, training.GetProperty("gradients").EnumerateObject().Count());
        foreach (var gradient in training.GetProperty("gradients").EnumerateObject())
        {
            // The floor is for biases before a batch normalization: their gradient is 0 but for rounding.
            Close.Relative(gradient.Name, gradient.Value.Numbers("values"), run.Gradient(gradient.Name), tolerance, tolerance / 10);
        }

        foreach (var statistic in training.GetProperty("statistics").EnumerateObject())
        {
            Close.Relative(statistic.Name, statistic.Value.Numbers("values"), run.Statistic(statistic.Name), tolerance);
        }

        run.Evaluate(input, labels);
        Close.Relative("logits", golden.GetProperty("evaluation").Numbers("logits"), run.Logits, tolerance);
        Close.Number("loss", golden.GetProperty("evaluation").Number("loss"), run.Loss, tolerance);
    }

    /// <summary>As in GoldenSmallModelTests, a Linear fed with unit vectors: its weights are the input, and its name shifts nobody's.</summary>
    private static void CompareInputGradient(Device device, JsonElement golden, double tolerance)
    {
        var (rows, width) = (golden.Whole("rows"), golden.Whole("width"));
        var layers = GoldenNets.Layers(golden.GetProperty("layers")).Select((layer, i) => layer with { Name = FormattableString.Invariant($"{i}") });
        using var run = new NetRun(device, [new Linear(width, Bias: false) { Name = "probe" }, .. layers], rows, rows);
        var probe = Nets.Transposed(golden.Numbers("input"), rows, width).Select(value => (float)value).ToArray();
        run.Network.LoadState([new NamedTensor("probe.weight", [width, rows], probe), .. GoldenNets.Tensors(golden.GetProperty("state"))]);
        var unit = new double[rows * rows];
        for (var r = 0; r < rows; r++)
        {
            unit[(r * rows) + r] = 1;
        }

        run.Train(unit, GoldenNets.Labels(golden), seed: 0, step: 0);
        var gradient = Nets.Transposed(run.Gradient("probe.weight"), width, rows);
        Close.Relative("input gradient", golden.GetProperty("training").Numbers("inputGradient"), gradient, tolerance);
    }

    private static void CompareSteps(Device device, JsonElement golden, double tolerance)
    {
        using var run = new NetRun(device, GoldenNets.Layers(golden.GetProperty("layers")), golden.Whole("width"), golden.Whole("rows"));
        run.Network.LoadState(GoldenNets.Tensors(golden.GetProperty("state")));
        using var optimizer = new Optimizer(new Adam(golden.GetProperty("optimizer").Number("learningRate")), device, run.Network.ParameterValues.Length);
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            run.Train(golden.Numbers("input"), GoldenNets.Labels(golden), seed: 0, step: 0);
            Close.Number("loss", step.Number("loss"), run.Loss, tolerance);
            var settings = optimizer.Begin(golden.GetProperty("optimizer").Number("learningRate"), null);
            foreach (var parameter in run.Network.Parameters)
            {
                optimizer.Update(
                    run.Network.ParameterValues, run.Network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings, spendsGradients: false);
                var expected = step.GetProperty("parameters").Numbers(parameter.Name);

                // A bias before a batch normalization has no gradient but rounding, of which Adam makes whole steps.
                if (Largest(run.Gradient(parameter.Name)) > 1e-12)
                {
                    Close.Absolute(parameter.Name, expected, Nets.InTorchOrder(run.Network.ParameterValues, parameter), tolerance);
                }
            }
        }
    }

    private static double Largest(double[] values) => values.Max(value => Math.Abs(value));
}
