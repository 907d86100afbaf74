using Temper.Cli.Options;
using Temper.Devices;
using Temper.Gpu;
using Temper.Tests.Devices;

namespace Temper.Tests.Cli;

/// <summary>GPUs that a test makes up; none unless it says how many.</summary>
internal sealed class FakeGpus : IGpuSource
{
    /// <summary>How many.</summary>
    public int Count { get; init; }

    /// <summary>What happens when one is opened; null for a pool of four nets.</summary>
    public Func<GpuPrecision, DevicePool>? Opening { get; set; }

    /// <summary>Which GPUs were opened, and how.</summary>
    public List<(int Index, GpuPrecision Precision)> Opened { get; } = [];

    /// <summary>How often it was asked what there is.</summary>
    public int Asked { get; private set; }

    public GpuListing Find()
    {
        Asked++;
        return new GpuListing(
            [.. Enumerable.Range(0, Count).Select(i => new GpuInfo(i, $"Test GPU {(char)('A' + i)}", 80L << 30, "13.0", "9.0", 132))],
            Count > 0 ? null : "the driver is not there");
    }

    public DevicePool Open(int index, GpuPrecision precision)
    {
        Opened.Add((index, precision));
        return Opening?.Invoke(precision) ?? new LockstepPool { ArithmeticName = precision == GpuPrecision.Tf32 ? "gpu-tf32" : "gpu" };
    }
}
