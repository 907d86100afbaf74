using Temper.Devices;

namespace Temper.Gpu;

/// <summary>One GPU: many nets of one shape in the same operations.</summary>
public sealed class GpuDevicePool : DevicePool
{
    /// <summary>Takes a GPU.</summary>
    /// <param name="index">Which, as <see cref="GpuListing"/> numbers them; default the first.</param>
    /// <param name="precision">How matrix products are computed; default 32-bit.</param>
    /// <exception cref="DeviceException">There is no such GPU, or it cannot do this; the message says why.</exception>
    public GpuDevicePool(int index = 0, GpuPrecision precision = GpuPrecision.Fp32)
    {
        Precision = precision;
        throw new DeviceException($"There is no GPU {index}: {GpuListing.Find().WhyNone}; use --device cpu.");
    }

    /// <summary>How matrix products are computed.</summary>
    public GpuPrecision Precision { get; }

    /// <inheritdoc/>
    public override string Name => "gpu";

    /// <inheritdoc/>
    public override string Description => "";

    /// <inheritdoc/>
    public override string Arithmetic => Precision == GpuPrecision.Tf32 ? "gpu-tf32" : "gpu";

    /// <inheritdoc/>
    public override int Workers => 1;

    /// <inheritdoc/>
    public override int MostReplicas(long numbersPerNet) => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Device> Open(int replicas) => [];
}
