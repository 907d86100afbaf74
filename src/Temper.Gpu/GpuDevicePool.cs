using Temper.Devices;
using Temper.Gpu.Hardware;
using Temper.Gpu.Replicas;

namespace Temper.Gpu;

/// <summary>One GPU: many nets of one shape in the same operations.</summary>
public sealed class GpuDevicePool : DevicePool
{
    /// <summary>More nets at a time do not make it faster, but take longer until the first result.</summary>
    private const int MostNets = 1024;

    private readonly GpuHardware hardware;
    private readonly bool ownsHardware;
    private readonly TileChoice tiles;

    /// <summary>Takes a GPU.</summary>
    /// <param name="index">Which, as <see cref="GpuListing"/> numbers them; default the first.</param>
    /// <param name="precision">How matrix products are computed; default 32-bit.</param>
    /// <exception cref="DeviceException">There is no such GPU, or it cannot do this; the message says why.</exception>
    public GpuDevicePool(int index = 0, GpuPrecision precision = GpuPrecision.Fp32)
        : this(GpuHardware.Open(index), precision, ownsHardware: true)
    {
    }

    internal GpuDevicePool(GpuHardware hardware, GpuPrecision precision, bool ownsHardware, TileChoice tiles = TileChoice.ByNets)
    {
        this.hardware = hardware;
        this.ownsHardware = ownsHardware;
        this.tiles = tiles;
        Precision = precision;
        if (precision == GpuPrecision.Tf32 && !hardware.HasTensorCores)
        {
            var name = hardware.Name;
            Dispose();
            throw new DeviceException($"{name} has no tensor cores for tf32 (compute capability 8.0 or higher); use --precision fp32.");
        }
    }

    /// <summary>How matrix products are computed.</summary>
    public GpuPrecision Precision { get; }

    /// <inheritdoc/>
    public override string Name => "gpu";

    /// <inheritdoc/>
    public override string Description => Describe(hardware.Name, Precision);

    /// <inheritdoc/>
    public override string Arithmetic => ArithmeticOf(Precision);

    /// <inheritdoc/>
    public override int Workers => 1;

    /// <summary>
    /// Narrow tiles, which few nets get, and wide ones, which many nets get or nets on
    /// a small GPU. On tensor cores it is one kernel, whose blocks are narrow or wide.
    /// </summary>
    public override IReadOnlyList<(string Name, DevicePool Pool)> Ways =>
    [
        ("narrow tiles", new GpuDevicePool(hardware, Precision, ownsHardware: false, TileChoice.Narrow)),
        ("wide tiles", new GpuDevicePool(hardware, Precision, ownsHardware: false, TileChoice.Wide)),
    ];

    /// <inheritdoc/>
    public override int MostReplicas(long numbersPerNet)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numbersPerNet);
        lock (hardware.Gate)
        {
            // Three quarters: data set, transfers and the driver's own needs come on top.
            return (int)Math.Clamp(hardware.FreeBytes / 4 * 3 / sizeof(float) / numbersPerNet, 1, MostNets);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, MostNets);
        return new ReplicaGroup(hardware, replicas, numbersPerNet, new ProductSettings(Precision, tiles)).Replicas;
    }

    /// <summary>A GPU and its precision, in a few words.</summary>
    internal static string Describe(string name, GpuPrecision precision) => $"{name}, {(precision == GpuPrecision.Tf32 ? "tf32" : "fp32")}";

    /// <summary>The name of a precision's arithmetic.</summary>
    internal static string ArithmeticOf(GpuPrecision precision) => precision == GpuPrecision.Tf32 ? "gpu-tf32" : "gpu";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsHardware)
        {
            hardware.Dispose();
        }

        base.Dispose(disposing);
    }
}
