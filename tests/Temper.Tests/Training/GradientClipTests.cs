using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class GradientClipTests
{
    public static TheoryData<string> Cases => Golden.Names("clipping.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clips_as_PyTorch_does(string name)
    {
        using var reference = new ReferenceDevice();
        Compare(reference, name, 1e-15);
        using var cpu = new CpuDevice();
        Compare(cpu, name, 1e-7);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_stays_so()
    {
        using var device = new CpuDevice();
        using var buffer = device.Allocate(3);
        buffer.Write(0, [1f, float.NaN, 2f]);

        device.Run(new ClipNorm(buffer.All, 1));

        Assert.Contains(buffer.All.ToSingles(), float.IsNaN);
    }

    private static void Compare(Device device, string name, double tolerance)
    {
        var golden = Golden.Case("clipping.json", name);
        var gradient = golden.GetProperty("gradients").EnumerateArray().SelectMany(Golden.Numbers).ToArray();
        using var buffer = device.Allocate(gradient.Length);
        buffer.Write(0, gradient.AsSpan());
        Close.Number("norm", golden.Number("norm"), Math.Sqrt(device.SumOfSquares(buffer.All)), tolerance * 10);

        device.Run(new ClipNorm(buffer.All, golden.Number("maxNorm")));

        Close.Absolute("clipped", [.. golden.GetProperty("clipped").EnumerateArray().SelectMany(Golden.Numbers)], buffer.All.ToDoubles(), tolerance);
    }
}
