using Temper.Devices;
using Temper.Gpu;

namespace Temper.Cli.Options;

/// <summary>This machine's GPUs.</summary>
internal sealed class GpuSource : IGpuSource
{
    public GpuListing Find() => GpuListing.Find();

    public DevicePool Open(int index, GpuPrecision precision) => new GpuDevicePool(index, precision);
}
