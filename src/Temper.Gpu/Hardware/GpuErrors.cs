using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Temper.Devices;

namespace Temper.Gpu.Hardware;

/// <summary>From what ILGPU and the driver throw to errors that a user can act on.</summary>
internal static class GpuErrors
{
    /// <summary>The error to throw instead; null for what is not the hardware's.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="gpu">The GPU's name.</param>
    /// <param name="doing">What was being done: "training", "allocating 12 MB".</param>
    public static DeviceException? Translate(Exception error, string gpu, string doing) => error switch
    {
        DeviceException known => known,
        CudaException { Error: nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY) } or OutOfMemoryException =>
            OutOfMemory(gpu, doing, error),
        CudaException cuda => new DeviceException(
            $"{gpu} failed while {doing} ({cuda.Error}); it may have been reset, lost, or be used by a program that breaks it. "
                + "Run the same command again: what was finished is kept.",
            error),
        AcceleratorException or InternalCompilerException => new DeviceException(
            $"{gpu} failed while {doing}: {FirstLine(error.Message)}. Run the same command again, with --device cpu if it fails again.", error),
        _ => null,
    };

    /// <summary>Too little memory.</summary>
    public static OutOfDeviceMemoryException OutOfMemory(string gpu, string doing, Exception? cause = null) => new(
        $"{gpu} has too little free memory for {doing}; close other programs that use it, make the batch or the net smaller, or use --device cpu.",
        cause);

    /// <summary>Cleans up as far as the hardware lets it.</summary>
    /// <param name="cleanUp">Frees one thing; what a lost GPU throws at that is ignored.</param>
    public static void Ignore(Action cleanUp)
    {
        try
        {
            cleanUp();
        }
        catch (AcceleratorException)
        {
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd('\r', '.');
}
