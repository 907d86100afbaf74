using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Xunit;

namespace Temper.Tests.Layers;

/// <summary>Nets of the chapter's size against PyTorch, with initial weights and dropout masks from the seed.</summary>
public sealed class GoldenFullModelTests
{
    public static TheoryData<string> Cases => Golden.Names("models-full.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gives_PyTorchs_numbers(string name)
    {
        using var device = new ReferenceDevice();
        Compare(device, name, isSingle: false);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_gives_PyTorchs_numbers_in_single_precision(string name)
    {
        using var device = new CpuDevice(threads: 2);
        Compare(device, name, isSingle: true);
    }

    private static void Compare(Device device, string name, bool isSingle)
    {
        var golden = Golden.Case("models-full.json", name);
        var sizes = golden.Wholes("sizes");
        var rows = golden.Whole("batch");
        var seed = (ulong)golden.Whole("seed");
        var inputStep = (ulong)golden.Whole("inputStep");
        using var run = new NetRun(device, Nets.Model(golden.Text("model"), sizes, golden.Number("dropout")), sizes[0], rows);
        Assert.Equal(golden.Whole("parameters"), run.Network.ParameterCount);
        run.Network.Initialize(seed);
        var input = Nets.Uniforms(seed, 0, inputStep, rows * sizes[0]);
        var labels = Nets.Labels(seed, 1, inputStep, rows, sizes[^1]);

        run.Train(input, labels, seed, golden.Whole("step"));

        // Single precision may cost four times what it cost PyTorch, but no less than a few roundings.
        var training = golden.GetProperty("training");
        var logits = isSingle ? Math.Max(4 * training.Number("logitsFloat32MaxDifference"), 2e-7) : 1e-12;
        Close.Absolute("logits", training.Numbers("logits"), run.Logits, logits);
        Close.Number("loss", training.Number("loss"), run.Loss, logits);
        Assert.Equal(training.Whole("correct"), run.Correct);
        foreach (var gradient in training.GetProperty("gradients").EnumerateObject())
        {
            CompareGradient(gradient.Name, gradient.Value, run.Gradient(gradient.Name), isSingle);
        }

        foreach (var statistic in training.GetProperty("runningStatistics").EnumerateObject())
        {
            Close.Relative(statistic.Name, statistic.Value.Numbers("values"), run.Statistic(statistic.Name), isSingle ? 1e-6 : 1e-12);
        }

        run.Evaluate(input, labels);
        var evaluation = golden.GetProperty("evaluation");
        Close.Relative("evaluation logits", evaluation.Numbers("logits"), run.Logits, isSingle ? 4e-6 : 1e-12);
        Close.Number("evaluation loss", evaluation.Number("loss"), run.Loss, isSingle ? 4e-6 : 1e-12);
        Assert.Equal(evaluation.Whole("correct"), run.Correct);
    }

    private static void CompareGradient(string name, JsonElement golden, double[] gradient, bool isSingle)
    {
        Assert.Equal(golden.Wholes("shape").Aggregate(1, (a, b) => a * b), gradient.Length);
        var element = isSingle ? Math.Max(4 * golden.Number("float32MaxDifference"), 1e-8) : 1e-12;
        foreach (var sample in golden.GetProperty("samples").EnumerateArray())
        {
            var at = sample[0].GetInt32();
            Close.Number($"{name}[{at}]", sample[1].GetDouble(), gradient[at], element);
        }

        var norm = golden.Number("norm");
        Close.Number($"norm of {name}", norm, Math.Sqrt(gradient.Sum(value => value * value)), element * Math.Sqrt(gradient.Length));
        Close.Number($"sum of {name}", golden.Number("sum"), gradient.Sum(), element * gradient.Length);
    }
}
