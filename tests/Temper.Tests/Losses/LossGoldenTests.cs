using System.Text.Json;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Losses;
using Xunit;

namespace Temper.Tests.Losses;

/// <summary>Losses and their gradients are PyTorch's (golden/losses.json).</summary>
public sealed class LossGoldenTests
{
    private const string File = "losses.json";

    public static TheoryData<string> Cases =>
    [
        .. Golden.File(File).GetProperty("cases").EnumerateArray()
            .Where(entry => entry.Text("loss") != "smooth_l1_loss").Select(entry => entry.Text("name")),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_agrees_to_the_last_digits(string name)
    {
        using var device = new ReferenceDevice();
        Check(name, device, _ => 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_processor_agrees_to_single_precision(string name)
    {
        using var device = new CpuDevice();
        Check(name, device, golden => Math.Max(4e-7, 4 * golden.Number("float32MaxDifference")));
    }

    [Fact]
    public void More_than_256_classes_have_a_loss()
    {
        const int Classes = 1000;
        using var device = new CpuDevice(threads: 2);
        using var reference = new ReferenceDevice();
        var logits = Nets.Signed(1, 2, 3, 5 * Classes);
        var targets = new double[5 * Classes];
        for (var r = 0; r < 5; r++)
        {
            targets[(r * Classes) + (r * 249)] = 1;
        }

        var expected = Run(new CrossEntropy(0.1), reference, 5, Classes, logits, targets);
        var actual = Run(new CrossEntropy(0.1), device, 5, Classes, logits, targets);
        Close.Number("loss", expected.Loss, actual.Loss, 1e-6 * expected.Loss);
        Close.Relative("gradient", expected.Gradient, actual.Gradient, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Hubers_delta_is_above_0(double delta) =>
        Assert.Contains("above 0", Assert.Throws<SpecException>(() => new Huber(delta).Validate()).Message, StringComparison.Ordinal);

    private static void Check(string name, Device device, Func<JsonElement, double> tolerance)
    {
        var golden = Golden.Case(File, name);
        var options = golden.GetProperty("options");
        Loss loss = golden.Text("loss") switch
        {
            "cross_entropy" => new CrossEntropy(options.TryGetProperty("labelSmoothing", out var smoothing) ? smoothing.GetDouble() : 0),
            "mse_loss" => new SquaredError(),
            _ => new Huber(options.Number("delta")),
        };
        var (value, gradient) = Run(
            loss, device, golden.Whole("rows"), golden.Whole("outputs"), golden.Numbers("input"), golden.Numbers("target"));
        Close.Number("loss", golden.Number("value"), value, tolerance(golden) * Math.Max(1, Math.Abs(golden.Number("value"))));
        Close.Absolute("gradient", golden.Numbers("gradient"), gradient, tolerance(golden) * Math.Max(1, golden.Numbers("gradient").Max(Math.Abs)));
    }

    private static (double Loss, double[] Gradient) Run(Loss loss, Device device, int rows, int width, double[] outputs, double[] targets)
    {
        using var y = device.Allocate(outputs.Length);
        using var t = device.Allocate(outputs.Length);
        using var d = device.Allocate(outputs.Length);
        using var result = device.Allocate(2);
        y.Write(0, outputs);
        t.Write(0, targets);
        loss.Evaluate(device, y.All, t.All, rows, width, d.All, result.All);
        return (result.All.ToDoubles()[0], d.All.ToDoubles());
    }
}
