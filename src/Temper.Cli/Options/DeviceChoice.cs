using System.Globalization;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Gpu;
using Temper.Lab.Running;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>
/// From --device to devices; never another one than asked for. A GPU that was asked for is taken at once, so that there is an error
/// before data are fetched if there is none; "auto" is decided when it is known what there is to train.
/// </summary>
internal sealed class DeviceChoice : IDisposable
{
    private readonly DeviceRequest request;
    private readonly IGpuSource gpus;
    private readonly HostMemory memory;
    private DevicePool? gpu;
    private bool isDecided;

    /// <summary>Makes a choice.</summary>
    /// <param name="request">The parsed --device, --precision and --threads.</param>
    /// <param name="memory">The memory of what is computed on the processor; null for this process's.</param>
    /// <exception cref="SpecException">There is no such device, or it is not available.</exception>
    public DeviceChoice(DeviceRequest request, IGpuSource gpus, HostMemory? memory = null)
    {
        (this.request, this.gpus, this.memory) = (request, gpus, memory ?? HostMemory.OfProcess);
        isDecided = request.Kind != DeviceKind.Auto;
        if (request.Kind == DeviceKind.Gpu)
        {
            gpu = Required();
            Words = $" --device {request.Name}{(request.Precision == GpuPrecision.Tf32 ? " --precision tf32" : "")}";
        }
        else if (request.Kind == DeviceKind.Cpu)
        {
            Words = " --device cpu";
        }
    }

    /// <summary>What repeats the choice in a command, with a blank before; empty where "auto" has no choice.</summary>
    public string Words { get; private set; } = "";

    /// <summary>Why "auto" took what it took, for people; empty where the device was named.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>
    /// Refuses nets that cannot fit into this machine's memory whatever the data are, or that the GPU
    /// that was named cannot train, so that no data are fetched and no other net is trained before.
    /// </summary>
    /// <exception cref="NotEnoughMemoryException">One does not fit, and there is no GPU that it could be trained on.</exception>
    /// <exception cref="SpecException">A net has a layer or a regularizer that the GPU lacks.</exception>
    public void RequireRoom(IReadOnlyList<TrainSpec> nets)
    {
        if (gpu is not null && Lacking(gpu, nets) is { } lacking)
        {
            throw new SpecException(lacking);
        }

        foreach (var need in gpu is null ? nets.Select(TrainerMemory.LeastOf) : [])
        {
            if (memory.Fitting(need.ModelTrainingBytes, 1, need.HostBytes + need.ModelBytes) == 0 && (isDecided || gpus.Find().Gpus.Count == 0))
            {
                need.Require(memory, need.ModelBytes);
            }
        }
    }

    /// <summary>Runs a tiny training once on a device like that to come, so that its code is compiled while the data are being read.</summary>
    /// <param name="threads">Threads of a CPU device.</param>
    public void WarmUp(TrainSpec spec, int threads)
    {
        using var device = gpu?.Open(1)[0] ?? new CpuDevice(threads, memory: memory);
        JitWarmUp.Run(spec, device);
    }

    /// <summary>The GPU, or null for the processor.</summary>
    public DevicePool? Gpu(DeviceWork work)
    {
        if (!isDecided)
        {
            isDecided = true;
            Decide(work);
        }

        return gpu;
    }

    /// <summary>A device for one net alone; the processor's has all threads.</summary>
    public Device Single(DeviceWork work) =>
        Gpu(work)?.Open(1, TrainerMemory.NumbersOf(work.Nets[0], work.Dataset))[0] ?? new CpuDevice(request.Threads, memory: memory);

    /// <summary>Devices for many nets. They live as long as the choice.</summary>
    public DevicePool Pool(DeviceWork work) => Gpu(work) ?? new CpuDevicePool(request.Threads, memory);

    /// <summary>A device for a short computation: the GPU that was named, otherwise the processor.</summary>
    public Device Named() => gpu?.Open(1)[0] ?? new CpuDevice(request.Threads, memory: memory);

    public void Dispose() => gpu?.Dispose();

    private DevicePool Required()
    {
        var listing = gpus.Find();
        if (request.Index >= listing.Gpus.Count)
        {
            var wanted = request.NeededBy is { } run ? $", which {run} was trained on" : "";
            throw new SpecException(listing.Gpus.Count == 0
                ? $"There is no device \"{request.Name}\"{wanted}: {listing.WhyNone ?? "no GPU was found"}; "
                    + $"{(request.NeededBy is null ? "use --device cpu" : "do this on a machine with a GPU")}."
                : $"There is no device \"{request.Name}\"{wanted}; there are cpu, "
                    + $"{string.Join(", ", listing.Gpus.Select(gpu => FormattableString.Invariant($"gpu:{gpu.Index} ({gpu.Name})")))}.");
        }

        try
        {
            return gpus.Open(request.Index, request.Precision ?? GpuPrecision.Fp32);
        }
        catch (DeviceException error)
        {
            // Nothing has begun: what was asked for cannot be had here.
            throw new SpecException(error.Message, error);
        }
    }

    private void Decide(DeviceWork work)
    {
        var listing = gpus.Find();
        if (listing.Gpus.Count == 0)
        {
            Reason = $"auto: {listing.WhyNone ?? "no GPU was found"}";
            return;
        }

        var estimate = DeviceEstimate.Of(work, request.Threads);
        var (cpuTime, gpuTime) = (About(estimate.CpuSeconds), About(estimate.GpuSeconds));
        var cores = string.Create(CultureInfo.InvariantCulture, $"{request.Threads} {(request.Threads == 1 ? "core" : "cores")}");
        Words = " --device cpu";
        if (!estimate.IsGpuFaster)
        {
            Reason = $"auto took the CPU because {cpuTime} on {cores} against {gpuTime} on the GPU, {listing.Gpus[0].Name}";
            return;
        }

        try
        {
            gpu = gpus.Open(listing.Gpus[0].Index, GpuPrecision.Fp32);
            if (Lacking(gpu, work.Nets) is { } lacking)
            {
                gpu.Dispose();
                gpu = null;
                Reason = $"auto took the CPU because {lacking.Split(';')[0]}";
                return;
            }

            Words = " --device gpu";
            Reason = $"auto took the GPU because {gpuTime} there against {cpuTime} on {cores}";
        }
        catch (DeviceException error)
        {
            Reason = $"auto took the CPU because the GPU cannot be used: {error.Message.TrimEnd('.')}";
        }
    }

    /// <summary>What a GPU lacks for the first net that it cannot train, with the way out; null if it can train all.</summary>
    private static string? Lacking(DevicePool gpu, IReadOnlyList<TrainSpec> nets)
    {
        using var device = gpu.Open(1)[0];
        return nets
            .DistinctBy(net => (net.Layers, net.Regularizers))
            .Select(net => net.LackingOn(device))
            .FirstOrDefault(lacking => lacking is not null);
    }

    private static string About(double seconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"about {(seconds < 0.1 ? "0.1" : seconds.ToString(seconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture))} s");
}
