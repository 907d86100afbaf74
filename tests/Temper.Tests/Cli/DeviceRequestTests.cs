using Temper.Cli;
using Temper.Cli.Options;
using Temper.Gpu;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class DeviceRequestTests
{
    [Theory]
    [InlineData("auto", DeviceKind.Auto, 0)]
    [InlineData("CPU", DeviceKind.Cpu, 0)]
    [InlineData("gpu", DeviceKind.Gpu, 0)]
    [InlineData("Gpu:0", DeviceKind.Gpu, 0)]
    [InlineData("gpu:12", DeviceKind.Gpu, 12)]
    internal void A_device_is_read_in_any_case(string text, DeviceKind kind, int index)
    {
        var request = DeviceRequest.Parse(text, null, threads: 2);
        Assert.Equal((kind, index, null), (request.Kind, request.Index, request.Precision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tpu")]
    [InlineData("gpu:")]
    [InlineData("gpu:x")]
    [InlineData("gpu:-1")]
    [InlineData("gpu:+1")]
    [InlineData("gpu: 1")]
    [InlineData("gpu:1.0")]
    [InlineData("gpu:99999999999")]
    [InlineData("cpu:0")]
    public void What_is_no_device_is_refused_with_what_there_can_be(string text) =>
        Assert.Contains("expected auto, cpu, gpu, or gpu:N", Assert.Throws<UsageException>(() => DeviceRequest.Parse(text, null, threads: 2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("gpu", "TF32", true)]
    [InlineData("gpu:1", "fp32", true)]
    [InlineData("cpu", "fp32", true)]
    [InlineData("auto", "fp32", true)]
    [InlineData("cpu", "tf32", false)]
    [InlineData("auto", "tf32", false)]
    [InlineData("gpu", "bf16", false)]
    public void Tf32_is_for_a_gpu_that_is_named(string device, string precision, bool isGood)
    {
        if (isGood)
        {
            Assert.Equal(precision, DeviceRequest.Parse(device, precision, threads: 2).Precision.ToString(), ignoreCase: true);
        }
        else
        {
            Assert.Throws<UsageException>(() => DeviceRequest.Parse(device, precision, threads: 2));
        }
    }

    [Theory]
    [InlineData("auto", null, "", DeviceKind.Cpu, GpuPrecision.Fp32)]
    [InlineData("cpu", null, "", DeviceKind.Cpu, GpuPrecision.Fp32)]
    [InlineData("auto", null, "gpu", DeviceKind.Gpu, GpuPrecision.Fp32)]
    [InlineData("gpu:1", null, "gpu-tf32", DeviceKind.Gpu, GpuPrecision.Tf32)]
    [InlineData("gpu", "fp32", "gpu", DeviceKind.Gpu, GpuPrecision.Fp32)]
    internal void Auto_means_what_it_was_trained_on(string device, string? precision, string arithmetic, DeviceKind kind, GpuPrecision expected)
    {
        var request = DeviceRequest.Parse(device, precision, threads: 2).Matching(arithmetic, "Run 1");
        Assert.Equal((kind, expected), (request.Kind, request.Precision!.Value));
    }

    [Theory]
    [InlineData("cpu", null, "gpu", "give --device gpu,")]
    [InlineData("gpu", null, "", "give --device cpu,")]
    [InlineData("gpu", "fp32", "gpu-tf32", "give --device gpu --precision tf32,")]
    [InlineData("gpu", "tf32", "gpu", "give --device gpu,")]
    [InlineData("auto", null, "abacus", "\"abacus\"")]
    public void Another_device_than_it_was_trained_on_is_refused(string device, string? precision, string arithmetic, string part)
    {
        var asked = DeviceRequest.Parse(device, precision, threads: 2);
        var error = Assert.Throws<SpecException>(() => asked.Matching(arithmetic, "Run 1"));
        Assert.StartsWith("Run 1 was trained ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
