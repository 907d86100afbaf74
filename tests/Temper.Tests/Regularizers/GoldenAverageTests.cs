using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>EMA, SWA and Lookahead against PyTorch, step by step, and the nets with their averages in.</summary>
public sealed class GoldenAverageTests
{
    private const string File = "averages.json";

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
            case "EMA":
                Average(device, golden, tolerance, new Ema(settings.Number("decay"), WarmUp: false), "average");
                break;
            case "Lookahead":
                Average(device, golden, tolerance, new Lookahead(settings.Number("alpha"), settings.Whole("k")), "slow");
                break;
            case "SWA":
                AverageOfEpochs(device, golden, tolerance, settings.Wholes("averagedAfterSteps"));
                break;
            case var other:
                Assert.Fail(other);
                break;
        }
    }

    /// <summary>After every step the average is PyTorch's, and the trained weights come back when they have been looked at.</summary>
    private static void Average(Device device, JsonElement golden, double tolerance, Regularizer regularizer, string average)
    {
        using var net = new GoldenNet(device, golden, tolerance, epochs: 1, regularizer);
        var t = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            net.Step(t++, step);
            var trained = net.Network.ParameterValues.ToDoubles();
            net.Regularizers.EnterEvaluation();
            net.SameParameters(average, step.GetProperty(average), net.Network.ParameterValues);
            net.Regularizers.LeaveEvaluation();
            Assert.Equal(trained, net.Network.ParameterValues.ToDoubles());
        }

        Evaluate(net, golden);
    }

    /// <summary>Epochs end where PyTorch's average takes weights in; BatchNorm's statistics are made again by its pass.</summary>
    private static void AverageOfEpochs(Device device, JsonElement golden, double tolerance, int[] ends)
    {
        using var net = new GoldenNet(device, golden, tolerance, ends.Length, new Swa(From: 0));
        var t = 0;
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            net.Step(t++, step);
            if (Array.IndexOf(ends, t) is >= 0 and var epoch)
            {
                net.Regularizers.EpochEnd(epoch);
            }
        }

        var trained = Nets.Bits(net.Network);
        net.Regularizers.EnterEvaluation();
        if (net.Network.HasBatchNorm)
        {
            net.SameStatistics(golden.GetProperty("batchNormUpdate").GetProperty("statistics"));
        }

        net.Regularizers.LeaveEvaluation();
        Assert.Equal(trained, Nets.Bits(net.Network));
        Evaluate(net, golden);
    }

    private static void Evaluate(GoldenNet net, JsonElement golden)
    {
        if (golden.TryGetProperty("evaluation", out _))
        {
            net.Regularizers.EnterEvaluation();
            net.SameEvaluation();
        }
    }
}
