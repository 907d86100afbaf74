using Temper.Gpu;
using Temper.Gpu.Hardware;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>
/// The GPUs that tests run on: ILGPU's simulation of an NVIDIA GPU, once so small that tiles are wide, once so large that they are narrow;
/// and the first real GPU where there is one. Test names say which it was.
/// </summary>
internal static class GpuUnderTest
{
    private const string SimulatedWide = "simulated, wide tiles";
    private const string SimulatedNarrow = "simulated, narrow tiles";

    private static readonly Lazy<string?> RealGpu = new(() => GpuListing.Find().Gpus is [var first, ..] ? $"real: {first.Name}" : null);

    /// <summary>All of them.</summary>
    public static TheoryData<string> All => RealGpu.Value is { } real ? [SimulatedWide, SimulatedNarrow, real] : [SimulatedWide, SimulatedNarrow];

    /// <summary>One of each kind, for slow tests: the real GPU, or a simulated one.</summary>
    public static TheoryData<string> One => [RealGpu.Value ?? SimulatedNarrow];

    /// <summary>All of them with both precisions.</summary>
    public static TheoryData<string, GpuPrecision> WithPrecisions
    {
        get
        {
            var data = new TheoryData<string, GpuPrecision>();
            foreach (var name in new[] { SimulatedWide, SimulatedNarrow, RealGpu.Value }.OfType<string>())
            {
                data.Add(name, GpuPrecision.Fp32);
                data.Add(name, GpuPrecision.Tf32);
            }

            return data;
        }
    }

    /// <summary>Takes one.</summary>
    public static GpuDevicePool Open(string name, GpuPrecision precision = GpuPrecision.Fp32, int warps = 1) => name switch
    {
        SimulatedWide => new GpuDevicePool(GpuHardware.Simulate(multiprocessors: 1, warps), precision),
        SimulatedNarrow => new GpuDevicePool(GpuHardware.Simulate(multiprocessors: int.MaxValue, warps), precision),
        _ => new GpuDevicePool(0, precision),
    };
}
