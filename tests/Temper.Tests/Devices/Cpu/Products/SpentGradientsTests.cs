using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Products;

/// <summary>An update that rides on the product of its gradients, when nobody else needs them.</summary>
public sealed class SpentGradientsTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Parameters_become_the_same_whether_or_not_the_gradients_are_spent(InstructionSet set)
    {
        // One panel, several, no whole vector at the end; zeros mostly in the input, mostly in the output gradient, nowhere.
        foreach (var (inputs, outputs) in new[] { (784, 200), (40, 33), (65, 420), (200, 10) })
        {
            foreach (var (inputZeros, gradientZeros) in new[] { (0.6, 0.3), (0.3, 0.9), (0.0, 0.0) })
            {
                foreach (var threads in new[] { 1, 2, 3 })
                {
                    var shape = new LinearShape(64, inputs, outputs);
                    var kept = Step(set, threads, shape, inputZeros, gradientZeros, spends: false);
                    var spent = Step(set, threads, shape, inputZeros, gradientZeros, spends: true);
                    Assert.Equal(kept, spent);
                    Assert.Contains(kept, value => value != 0.5f);
                }
            }
        }
    }

    private static float[] Step(InstructionSet set, int threads, LinearShape shape, double inputZeros, double gradientZeros, bool spends)
    {
        using var device = new CpuDevice(threads, set);
        var length = shape.In * shape.Out;
        using var input = Filled(device, shape.Rows * shape.In, 1, inputZeros);
        using var gradient = Filled(device, shape.Rows * shape.Out, 2, gradientZeros);
        using var weights = device.Allocate(length);
        weights.Write(0, [.. Enumerable.Repeat(0.5f, length)]);
        using var weightGradient = device.Allocate(length);
        using var optimizer = new Optimizer(new Adam(0.01), device, length);
        for (var step = 0; step < 2; step++)
        {
            device.Run(new LinearBackwardParameters(input.All, gradient.All, weightGradient.All, default, shape));
            optimizer.Update(weights.All, weightGradient.All, 0, length, isWeight: true, optimizer.Begin(0.01), spends);
        }

        return weights.All.ToSingles();
    }

    private static DeviceBuffer Filled(CpuDevice device, int length, ulong seed, double zeros)
    {
        var numbers = Nets.Signed(seed, 0, 10, length);
        var draws = Nets.Signed(seed, 1, 11, length);
        var buffer = device.Allocate(length);
        buffer.Write(0, [.. numbers.Select((number, i) => (draws[i] + 1) / 2 < zeros ? 0f : (float)number)]);
        return buffer;
    }
}
