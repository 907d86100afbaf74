using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using Temper.Devices;
using Temper.Gpu.Kernels;

namespace Temper.Gpu.Hardware;

/// <summary>
/// One GPU with its kernels, or ILGPU's simulation of one, on which each GPU thread is a thread of the processor. One thread at a time
/// uses it: whoever holds <see cref="Gate"/>.
/// </summary>
internal sealed class GpuHardware : IDisposable
{
    private readonly Context context;

    private GpuHardware(Context context, Accelerator accelerator, int? multiprocessors)
    {
        this.context = context;
        Accelerator = accelerator;
        Multiprocessors = multiprocessors ?? accelerator.NumMultiprocessors;
        IsSimulated = accelerator is CPUAccelerator;
        Stream = accelerator.CreateStream();
        Kernels = new KernelSet(accelerator);
        Bytes = new BytesOnGpu(this);
    }

    /// <summary>Its name.</summary>
    public string Name => IsSimulated ? "simulated GPU" : Accelerator.Name;

    /// <summary>Whether it is only simulated.</summary>
    public bool IsSimulated { get; }

    /// <summary>From how many blocks on wide tiles fill it.</summary>
    public int Multiprocessors { get; }

    public Accelerator Accelerator { get; }

    public AcceleratorStream Stream { get; }

    public KernelSet Kernels { get; }

    /// <summary>Pixels and labels.</summary>
    public BytesOnGpu Bytes { get; }

    /// <summary>Held by the thread that uses it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Threads of a block that only moves numbers; simulated threads are dear.</summary>
    public int BlockThreads => IsSimulated ? BatchNormStages.WarpSize : 256;

    /// <summary>Free memory in bytes.</summary>
    public long FreeBytes =>
        Accelerator is CudaAccelerator cuda && Bind(cuda) && CudaAPI.CurrentAPI.GetMemoryInfo(out long free, out long _) == CudaError.CUDA_SUCCESS
            ? free
            : 1L << 30;

    /// <summary>Whether it has tensor cores for 32-bit numbers.</summary>
    public bool HasTensorCores => Accelerator is not CudaAccelerator cuda || cuda.Architecture.Major >= 8;

    /// <summary>Takes a GPU.</summary>
    /// <param name="index">Its place in <see cref="GpuListing"/>, from 0.</param>
    /// <param name="multiprocessors">As many as it is to be taken for, for tests of either kind of tiles. Default: its own.</param>
    /// <exception cref="DeviceException">There is no such GPU.</exception>
    public static GpuHardware Open(int index, int? multiprocessors = null)
    {
        var listing = GpuListing.Find();
        if (index < 0 || index >= listing.Gpus.Count)
        {
            throw new DeviceException(listing.WhyNone is { } why
                ? $"There is no GPU: {why}; use --device cpu."
                : $"There is no GPU {index}: this machine has {string.Join(", ", listing.Gpus.Select(gpu => $"{gpu.Index} ({gpu.Name})"))}.");
        }

        var context = CreateContext(builder => builder.Cuda());
        try
        {
            return new GpuHardware(context, context.GetCudaDevice(index).CreateAccelerator(context), multiprocessors);
        }
        catch (Exception error) when (GpuErrors.Translate(error, listing.Gpus[index].Name, "being opened") is { } translated)
        {
            context.Dispose();
            throw translated;
        }
    }

    /// <summary>
    /// ILGPU's simulation of an NVIDIA GPU: warps of 32, and all threads of a launch are threads of this process, awake or not, so that it
    /// is the faster the fewer there can be.
    /// </summary>
    /// <param name="multiprocessors">As many as it is to be taken for: few make tiles wide, many narrow.</param>
    /// <param name="warps">Warps of the largest block.</param>
    public static GpuHardware Simulate(int multiprocessors, int warps)
    {
        // ILGPU's simulation calls the kernel's own .NET method and needs only the signature of what it has compiled: to optimize that would take
        // ten times as long as most tests. What a real GPU gets is compiled as CreateContext says, also by tests.
        var context = Context.Create(builder => builder
            .CPU(new CPUDevice(BatchNormStages.WarpSize, warps, numMultiprocessors: 1))
            .Optimize(OptimizationLevel.O0).Inlining(InliningMode.Disabled));
        return new GpuHardware(context, context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel), multiprocessors);
    }

    /// <summary>A context with the settings that our kernels are written for.</summary>
    public static Context CreateContext(Func<Context.Builder, Context.Builder> devices) => Context.Create(builder =>
        devices(builder).Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive));

    /// <inheritdoc/>
    public void Dispose()
    {
        GpuErrors.Ignore(Bytes.Dispose);
        GpuErrors.Ignore(Stream.Dispose);
        GpuErrors.Ignore(Accelerator.Dispose);
        GpuErrors.Ignore(context.Dispose);
    }

    private static bool Bind(CudaAccelerator cuda)
    {
        cuda.Bind();
        return true;
    }
}
