using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Small nets against PyTorch, every number of them.</summary>
public sealed class GoldenSmallModelTests
{
    // In double only the order of sums differs from PyTorch's. In float, a chain of four layers with batch
    // normalization in between costs a few dozen roundings of 6e-8, relative to the largest number of each tensor.
    private const double ReferenceTolerance = 1e-12;
    private const double CpuTolerance = 4e-6;

    public static TheoryData<string> Cases => Golden.Names("models-small.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string name)
    {
        using var device = new ReferenceDevice();
        Compare(device, Golden.Case("models-small.json", name), ReferenceTolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string name)
    {
        using var device = new CpuDevice(threads: 2);
        Compare(device, Golden.Case("models-small.json", name), CpuTolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_of_the_input_is_PyTorchs(string name)
    {
        using var reference = new ReferenceDevice();
        CompareInputGradient(reference, Golden.Case("models-small.json", name), ReferenceTolerance);
        using var cpu = new CpuDevice();
        CompareInputGradient(cpu, Golden.Case("models-small.json", name), CpuTolerance);
    }

    private static void Compare(Device device, JsonElement golden, double tolerance)
    {
        var layers = Nets.Model(golden.Text("model"), golden.Wholes("sizes"), golden.Number("dropout"));
        using var run = new NetRun(device, layers, golden.Wholes("sizes")[0], golden.Whole("batch"));
        run.Network.LoadState(State(golden));
        var input = golden.Numbers("input");
        var labels = golden.Wholes("labels").Select(label => (byte)label).ToArray();
        var smoothing = golden.Number("labelSmoothing");

        run.Train(input, labels, (ulong)golden.Whole("seed"), golden.Whole("step"), smoothing);

        var training = golden.GetProperty("training");
        ComparePass(run, training, tolerance);
        Assert.Equal(run.Network.Parameters.Count, training.GetProperty("gradients").EnumerateObject().Count());
        foreach (var gradient in training.GetProperty("gradients").EnumerateObject())
        {
            // The floor is for biases before a batch normalization: their gradient is 0 but for rounding.
            Close.Relative(gradient.Name, gradient.Value.Numbers("values"), run.Gradient(gradient.Name), tolerance, tolerance / 10);
        }

        Assert.Equal(run.Network.Statistics.Count, training.GetProperty("runningStatistics").EnumerateObject().Count());
        foreach (var statistic in training.GetProperty("runningStatistics").EnumerateObject())
        {
            Close.Relative(statistic.Name, statistic.Value.Numbers("values"), run.Statistic(statistic.Name), tolerance);
        }

        run.Evaluate(input, labels, smoothing);
        ComparePass(run, golden.GetProperty("evaluation"), tolerance);
    }

    private static void ComparePass(NetRun run, JsonElement golden, double tolerance)
    {
        Close.Relative("logits", golden.Numbers("logits"), run.Logits, tolerance);
        Close.Number("loss", golden.Number("loss"), run.Loss, tolerance * golden.Number("loss"));
        Assert.Equal(golden.Whole("correct"), run.Correct);
    }

    /// <summary>A Linear without bias, fed with the unit vectors, whose weights are the input: their gradient is the input's.</summary>
    private static void CompareInputGradient(Device device, JsonElement golden, double tolerance)
    {
        var sizes = golden.Wholes("sizes");
        var rows = golden.Whole("batch");
        var model = Nets.Model(golden.Text("model"), sizes, golden.Number("dropout"));
        using var run = new NetRun(device, [new Linear(sizes[0], Bias: false) { Name = "probe" }, .. model], rows, rows);
        var probe = Nets.Transposed(golden.Numbers("input"), rows, sizes[0]).Select(value => (float)value).ToArray();
        run.Network.LoadState([new NamedTensor("probe.weight", [sizes[0], rows], probe), .. State(golden)]);
        var unit = new double[rows * rows];
        for (var r = 0; r < rows; r++)
        {
            unit[(r * rows) + r] = 1;
        }

        var labels = golden.Wholes("labels").Select(label => (byte)label).ToArray();
        run.Train(unit, labels, (ulong)golden.Whole("seed"), golden.Whole("step"), golden.Number("labelSmoothing"));

        var gradient = Nets.Transposed(run.Gradient("probe.weight"), sizes[0], rows);
        Close.Relative("input gradient", golden.GetProperty("training").Numbers("inputGradient"), gradient, tolerance);
    }

    private static List<NamedTensor> State(JsonElement golden) =>
    [
        .. golden.GetProperty("state").EnumerateObject().Select(entry => new NamedTensor(
            entry.Name, entry.Value.Wholes("shape"), [.. entry.Value.Numbers("values").Select(value => (float)value)])),
    ];
}
