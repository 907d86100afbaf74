using System.Collections.Concurrent;
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
    public const string SimulatedWide = "simulated, wide tiles";
    public const string SimulatedNarrow = "simulated, narrow tiles";

    private static readonly Lazy<string?> RealGpu = new(() => GpuListing.Find().Gpus is [var first, ..] ? $"real {first.Name}" : null);

    private static readonly ConcurrentDictionary<(string Name, int Warps), Lazy<GpuHardware>> Opened = new();

    /// <summary>All of them, real ones too with either kind of tiles.</summary>
    public static TheoryData<string> All => RealGpu.Value is { } real
        ? [SimulatedWide, SimulatedNarrow, $"{real}, wide tiles", $"{real}, narrow tiles"]
        : [SimulatedWide, SimulatedNarrow];

    /// <summary>One, for slow tests: the real GPU, or a simulated one.</summary>
    public static TheoryData<string> One => [RealGpu.Value is { } real ? $"{real}, its own choice of tiles" : SimulatedNarrow];

    /// <summary>Takes one. Its kernels are compiled once for all tests; compiling takes longer than most of them.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="precision">How products are computed.</param>
    /// <param name="warps">Warps of the largest block that the test needs; the simulated GPU is the faster the fewer it has.</param>
    public static GpuDevicePool Open(string name, GpuPrecision precision = GpuPrecision.Fp32, int warps = 1) =>
        new(Opened.GetOrAdd((name, warps), static key => new Lazy<GpuHardware>(() => key.Name switch
        {
            SimulatedWide => GpuHardware.Simulate(multiprocessors: 1, key.Warps),
            SimulatedNarrow => GpuHardware.Simulate(multiprocessors: int.MaxValue, key.Warps),
            _ => GpuHardware.Open(0, key.Name switch
            {
                var name when name.EndsWith("wide tiles", StringComparison.Ordinal) => 1,
                var name when name.EndsWith("narrow tiles", StringComparison.Ordinal) => int.MaxValue,
                _ => null,
            }),
        })).Value, precision, ownsHardware: false);
}
