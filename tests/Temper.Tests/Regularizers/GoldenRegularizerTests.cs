using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>L1, elastic net, max-norm, MixUp, gradient noise and soft targets against PyTorch, step by step.</summary>
public sealed class GoldenRegularizerTests
{
    private const string File = "regularizers.json";

    public static TheoryData<string> Cases => Golden.Names(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_follows_PyTorch(string name)
    {
        using var device = new ReferenceDevice();
        Follow(device, Golden.Case(File, name), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_follows_PyTorch_in_single_precision(string name)
    {
        var golden = Golden.Case(File, name);
        using var device = new CpuDevice();
        Follow(device, golden, 8 * golden.Number("float32MaxDifference"));
    }

    private static void Follow(Device device, JsonElement golden, double tolerance)
    {
        var settings = golden.GetProperty("settings");
        switch (golden.Text("regularizer"))
        {
            case "L1":
                Penalized(device, golden, tolerance, new L1(settings.Number("l1")));
                break;
            case "elastic net":
                Penalized(device, golden, tolerance, new ElasticNet(settings.Number("strength"), settings.Number("l1Ratio")));
                break;
            case "max-norm":
                LimitedNorms(device, golden, tolerance, settings.Number("c"));
                break;
            case "MixUp":
                GivenTargets(device, golden, tolerance, settings.Number("labelSmoothing"), mixes: true);
                break;
            case "soft targets":
                GivenTargets(device, golden, tolerance, settings.Number("labelSmoothing"), mixes: false);
                break;
            case "gradient noise":
                GivenNoise(device, golden, tolerance, new GradientNoise(settings.Number("eta"), settings.Number("gamma")), settings.Number("maxNorm"));
                break;
            case var other:
                Assert.Fail(other);
                break;
        }
    }

    private static void Penalized(Device device, JsonElement golden, double tolerance, Regularizer regularizer)
    {
        using var net = new GoldenNet(device, golden, tolerance, epochs: 1, regularizer);
        var t = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            net.Same("penalty", [step.Number("penalty")], [net.Regularizers.Penalty()]);
            net.Step(t++, step);
            var zeros = net.Network.Parameters.Where(parameter => parameter.IsWeight)
                .SelectMany(parameter => net.Network.ParameterValues.Slice(parameter.Offset, parameter.Length).ToDoubles())
                .Where(weight => weight == 0).ToList();
            Assert.Equal(step.Whole("zeros"), zeros.Count);
            Assert.All(zeros, zero => Assert.False(double.IsNegative(zero)));
        }
    }

    private static void LimitedNorms(Device device, JsonElement golden, double tolerance, double limit)
    {
        using var net = new GoldenNet(device, golden, tolerance, epochs: 1, new MaxNorm(limit));
        var t = 0;
        var scaled = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            net.Step(t++, step);
            scaled += step.Whole("scaledRows");
            foreach (var parameter in net.Network.Parameters.Where(parameter => parameter.IsWeight))
            {
                var weights = Nets.InTorchOrder(net.Network.ParameterValues, parameter);
                Assert.All(weights.Chunk(parameter.Shape[1]), row => Assert.InRange(Math.Sqrt(row.Sum(w => w * w)), 0, limit * (1 + 1.2e-7)));
            }
        }

        Assert.InRange(scaled, 1, int.MaxValue);
    }

    /// <summary>PyTorch's mixed inputs and soft targets are given; where its partners are ours, ours are compared with them before.</summary>
    private static void GivenTargets(Device device, JsonElement golden, double tolerance, double smoothing, bool mixes)
    {
        using var net = smoothing == 0
            ? new GoldenNet(device, golden, tolerance, epochs: 1)
            : new GoldenNet(device, golden, tolerance, epochs: 1, new LabelSmoothing(smoothing));
        var t = 0;
        var rolled = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            net.Step(t++, step, load: () =>
            {
                if (mixes && step.Wholes("permutation").Select((partner, row) => partner == (row - 1 + net.Rows) % net.Rows).All(isOurs => isOurs))
                {
                    rolled++;
                    device.Run(new MixRows(net.Inputs, net.Rows, step.Number("lambda")));
                    device.Run(new MixRows(net.Targets, net.Rows, step.Number("lambda")));
                    net.Same("mixed inputs", step.Numbers("mixedInput"), net.Inputs.ToDoubles());
                    net.Same("mixed targets", step.Numbers("softTargets"), net.Targets.ToDoubles());
                }

                if (mixes)
                {
                    net.Inputs.Write(step.Numbers("mixedInput"));
                }

                net.Targets.Write(step.Numbers("softTargets"));
            });
        }

        Assert.Equal(mixes ? 1 : 0, rolled);
    }

    /// <summary>PyTorch's normal numbers are not ours: its noisy gradients are given, ours must have their deviation, and are clipped as they are.</summary>
    private static void GivenNoise(Device device, JsonElement golden, double tolerance, GradientNoise noise, double limit)
    {
        using var net = new GoldenNet(device, golden, tolerance, epochs: 1, new GradientClipping(limit));
        var t = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            Close.Number("sigma", step.Number("sigma"), noise.StdOf(t), 1e-9);
            net.Step(t, step, changeGradients: () =>
            {
                net.Write(step.GetProperty("noisyGradients"), net.Network.ParameterGradients);
                net.Regularizers.Gradients(t);
                net.SameParameters("clipped gradients", step.GetProperty("clippedGradients"), net.Network.ParameterGradients);
            });
            t++;
        }
    }
}
