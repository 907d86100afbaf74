using Temper.Devices;
using Temper.Gpu;

namespace Temper.Cli.Options;

/// <summary>Where GPUs come from: the machine's driver, or a test.</summary>
internal interface IGpuSource
{
    /// <summary>The GPUs that there are, or why there are none.</summary>
    GpuListing Find();

    /// <summary>Takes a GPU.</summary>
    /// <param name="index">Zero-based index of the GPU.</param>
    /// <param name="precision">How matrix products are computed.</param>
    /// <exception cref="DeviceException">It is not available.</exception>
    DevicePool Open(int index, GpuPrecision precision);
}
