using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Temper.Data;
using Temper.Devices;
using Temper.Gpu;
using Temper.Gpu.Hardware;
using Temper.Training;

namespace Temper.Tests.Child;

/// <summary>
/// Trainings on a simulated GPU in a process that has one core. A simulated warp is 32 threads that meet hundreds of times a step: on one core each
/// gives way to the next, on several they spin, wake each other and take twice the processor's time.
/// </summary>
public static class SimulatedGpu
{
    /// <summary>What there is to learn: images of 4 by 4 pixels in 4 classes.</summary>
    public static Dataset Data { get; } = FixedTraining.Images(rows: 307, side: 4, seed: 3, classes: 4);

    /// <summary>The losses of all steps.</summary>
    public static double[] Losses(Device device, TrainSpec spec)
    {
        using var trainer = new Trainer(spec, Data, device);
        return [.. trainer.Run().Epochs.SelectMany(epoch => epoch.StepLosses).Select(loss => (double)loss)];
    }

    /// <summary>"gpu": for each line of input, a spec in JSON, a line of output, its losses; narrow tiles. Ends with its input.</summary>
    public static int Run()
    {
        TakeOneCore();
        using var pool = new GpuDevicePool(GpuHardware.Simulate(multiprocessors: int.MaxValue, warps: 1), GpuPrecision.Fp32, ownsHardware: true);
        using var device = pool.Open(1)[0];
        while (Console.ReadLine() is { } line)
        {
            var losses = Losses(device, SpecJson.ReadSpec(line, "standard input"));
            Console.WriteLine(string.Join(' ', losses.Select(loss => loss.ToString("R", CultureInfo.InvariantCulture))));
        }

        return 0;
    }

    /// <summary>
    /// The last of the first 64 cores that this process may use, where the system lets it choose; the threads that are started from here on
    /// inherit it.
    /// </summary>
    private static void TakeOneCore()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var process = Process.GetCurrentProcess();
            if ((ulong)process.ProcessorAffinity is var cores and not 0)
            {
                process.ProcessorAffinity = (nint)(1UL << BitOperations.Log2(cores));
            }
        }
    }
}
