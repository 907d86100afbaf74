using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A hundred training steps on a GPU, on the CPU and on the reference.</summary>
internal static class TrainingComparison
{
    /// <summary>Pixels of an image of <see cref="SimulatedGpu.Data"/>.</summary>
    public static int Features => SimulatedGpu.Data.Features;

    /// <summary>Classes of <see cref="SimulatedGpu.Data"/>.</summary>
    public static int Classes => SimulatedGpu.Data.Outputs;

    /// <summary>Each name on one GPU.</summary>
    public static TheoryData<string, string> Cases(IEnumerable<string> names)
    {
        var data = new TheoryData<string, string>();
        foreach (var gpu in GpuUnderTest.One)
        {
            foreach (var name in names)
            {
                data.Add(gpu, name);
            }
        }

        return data;
    }

    /// <summary>A hundred steps of a net.</summary>
    public static TrainSpec Spec(IReadOnlyList<LayerSpec> layers, OptimizerSpec optimizer) => new()
    {
        Layers = [.. layers],
        Optimizer = optimizer,
        BatchSize = 6,
        Epochs = 2,
        ValidFraction = 0.02,
        Seed = 5,
    };

    /// <summary>
    /// In single precision any difference may grow, most of all where BatchNorm divides by the deviation of a unit that is almost always 0.
    /// How much is what the CPU shows, which rounds as often: the GPU may stray eight times as far as the CPU has strayed so far.
    /// </summary>
    /// <param name="gpu">One of <see cref="GpuUnderTest.One"/>.</param>
    /// <param name="spec">What to train.</param>
    /// <param name="simulated">Where simulated GPUs train.</param>
    public static void Compare(string gpu, TrainSpec spec, SimulatedGpuProcess simulated)
    {
        using var reference = new ReferenceDevice();
        using var cpu = new CpuDevice(threads: 1);
        var expected = SimulatedGpu.Losses(reference, spec);
        var beside = SimulatedGpu.Losses(cpu, spec);
        var actual = gpu == GpuUnderTest.SimulatedNarrow ? simulated.Losses(spec) : OnGpu(gpu, spec);
        Assert.Equal(100, expected.Length);
        var strayed = 0.0;
        for (var step = 0; step < expected.Length; step++)
        {
            strayed = Math.Max(strayed, Math.Abs(beside[step] - expected[step]));
            Close.Number($"loss of step {step}", expected[step], actual[step], (8 * strayed) + 1e-6);
        }
    }

    private static double[] OnGpu(string gpu, TrainSpec spec)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        return SimulatedGpu.Losses(device, spec);
    }
}
