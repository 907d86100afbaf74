using Temper.Cli.Options;
using Temper.Gpu;
using Temper.Lab.Checks;

namespace Temper.Cli.Commands.Devices;

/// <summary>The parsed arguments of temper devices --check.</summary>
/// <param name="Device">The device to check.</param>
/// <param name="Settings">What is trained.</param>
internal sealed record DeviceCheckRequest(DeviceRequest Device, DeviceCheckSettings Settings)
{
    /// <summary>From options.</summary>
    /// <param name="device">Where; "auto" is the first GPU, or the processor where there is none: neither is faster at being checked.</param>
    /// <param name="steps">Of --steps, or null.</param>
    public static DeviceCheckRequest Of(DeviceRequest device, int? steps, IGpuSource gpus)
    {
        var settings = new DeviceCheckSettings
        {
            Threads = device.Threads,
            Rounding = device.Precision == GpuPrecision.Tf32 ? DeviceCheckSettings.Tf32 : DeviceCheckSettings.SinglePrecision,
        };
        return new DeviceCheckRequest(
            device.Kind != DeviceKind.Auto ? device : device with { Kind = gpus.Find().Gpus.Count > 0 ? DeviceKind.Gpu : DeviceKind.Cpu },
            steps is { } given ? settings with { Steps = given } : settings);
    }
}
