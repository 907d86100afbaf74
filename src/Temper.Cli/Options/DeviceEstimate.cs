using Temper.Data;
using Temper.Lab.Benchmarks;
using Temper.Lab.Running;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>About how long trainings take on the processor and on a GPU: good enough to choose by, no promise.</summary>
/// <param name="CpuSeconds">On the processor.</param>
/// <param name="GpuSeconds">On a GPU.</param>
internal sealed record DeviceEstimate(double CpuSeconds, double GpuSeconds)
{
    // Floating-point operations a second and seconds, measured. The processor: 75 of the chapter's trainings a minute on two cores. The GPU, an H100
    // (docs/gpu.md): 20 of those trainings a second in a batch, 0.65 s for one alone, and before the first a process compiles its kernels.
    private const double CpuSpeedPerCore = 150e9;
    private const double GpuSpeed = 5.4e12;
    private const double GpuStart = 7;
    private const double GpuStep = 350e-6;

    public bool IsGpuFaster => GpuSeconds < CpuSeconds;

    /// <summary>Estimates from the operations of the matrix products and the number of steps.</summary>
    /// <param name="cores">Cores that may be used.</param>
    public static DeviceEstimate Of(DeviceWork work, int cores)
    {
        var nets = work.Nets
            .Select((spec, i) => (
                Steps: Steps(spec, work.Dataset),
                Operations: Operations(spec, work.Dataset),
                Batch: work.InBatches ? ReplicaShape.Of(spec) : FormattableString.Invariant($"{i}")))
            .ToList();
        var busy = nets.Count == 1 ? cores : Math.Min(cores, nets.Count);
        return new DeviceEstimate(
            nets.Sum(net => net.Operations) / (busy * CpuSpeedPerCore),
            GpuStart + nets
                .GroupBy(net => net.Batch)
                .Sum(batch => Math.Max(GpuStep * batch.Max(net => net.Steps), batch.Sum(net => net.Operations) / GpuSpeed)));
    }

    private static double Steps(TrainSpec spec, Dataset dataset)
    {
        var rows = Math.Min(dataset.Train.Count * (1 - spec.ValidFraction), spec.TrainRows ?? double.MaxValue);
        return spec.Epochs * Math.Max(1, Math.Ceiling(rows / spec.BatchSize));
    }

    private static double Operations(TrainSpec spec, Dataset dataset) =>
        Steps(spec, dataset) * StepArithmetic.Of(spec.Layers, dataset.Features).Step(Math.Min(spec.BatchSize, dataset.Train.Count));
}
