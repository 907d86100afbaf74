using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Optimizers;

/// <summary>Ten steps of every optimizer and option against PyTorch.</summary>
public sealed class GoldenOptimizerTests
{
    public static TheoryData<string> Cases => Golden.Names("optimizers.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_follows_PyTorch(string name)
    {
        using var device = new ReferenceDevice();
        Follow(device, Golden.Case("optimizers.json", name), 1e-13);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_follows_PyTorch_in_single_precision(string name)
    {
        // The parameters lie in [-1, 1) and move by a few tenths at most: ten steps of a few roundings (6e-8) each.
        using var device = new CpuDevice();
        Follow(device, Golden.Case("optimizers.json", name), name.StartsWith("RMSprop centered", StringComparison.Ordinal) ? 2e-5 : 2e-6);
    }

    [Fact]
    public void All_optimizers_of_the_catalog_are_compared()
    {
        var compared = Golden.File("optimizers.json").GetProperty("cases").EnumerateArray().Select(entry => entry.Text("optimizer")).Distinct();
        Assert.Equal(OptimizerCatalog.Names.Order(), compared.Order());
    }

    private static void Follow(Device device, JsonElement golden, double tolerance)
    {
        var spec = TorchOptimizer.Of(golden);
        var initial = golden.Numbers("initial");

        // Two stretches, as a net with two parameters has them.
        using var parameters = device.Allocate(initial.Length);
        using var gradients = device.Allocate(initial.Length);
        using var optimizer = new Optimizer(spec, device, initial.Length);
        parameters.Write(0, initial.AsSpan());
        var expected = golden.GetProperty("parameters").EnumerateArray().Select(Golden.Numbers).ToArray();
        for (var t = 0; t < expected.Length; t++)
        {
            gradients.Write(0, golden.GetProperty("gradients")[t].Numbers().AsSpan());
            var settings = optimizer.Begin(spec.LearningRate);
            optimizer.Update(parameters.All, gradients.All, 0, 5, isWeight: true, settings);
            optimizer.Update(parameters.All, gradients.All, 5, initial.Length - 5, isWeight: false, settings);
            Close.Absolute($"parameters after step {t + 1}", expected[t], parameters.All.ToDoubles(), tolerance);
            if (golden.TryGetProperty("averages", out var averages))
            {
                Close.Absolute($"averages after step {t + 1}", averages[t].Numbers(), optimizer.States[0].All.ToDoubles(), tolerance);
            }
        }

        Assert.Equal(expected.Length, optimizer.Steps);
    }
}
