using ILGPU.Runtime.Cuda;
using Temper.Gpu.Hardware;

namespace Temper.Gpu;

/// <summary>The GPUs of this machine, or why there are none.</summary>
/// <param name="Gpus">In the driver's order.</param>
/// <param name="WhyNone">Why none can be used, in half a sentence; null where there is one.</param>
public sealed record GpuListing(IReadOnlyList<GpuInfo> Gpus, string? WhyNone)
{
    private const int OldestDriver = 11;

    /// <summary>Asks the driver. Takes no memory on any GPU.</summary>
    public static GpuListing Find()
    {
        if (!DriverLibrary.IsThere)
        {
            return None($"no NVIDIA driver was found ({DriverLibrary.FileName})");
        }

        try
        {
            return Ask();
        }
        catch (EntryPointNotFoundException error)
        {
            return None($"the NVIDIA driver is too old or damaged ({OneLine(error.Message)}); expected one for CUDA {OldestDriver} or higher");
        }
        catch (Exception error) when (GpuErrors.Translate(error, "the NVIDIA driver", "listing GPUs") is { } translated)
        {
            return None(translated.Message);
        }
    }

    private static GpuListing Ask()
    {
        if (DriverLibrary.WhyNotStarted() is { } why)
        {
            return None($"an NVIDIA driver is installed ({DriverLibrary.FileName}), but it does not start: {OneLine(why)}");
        }

        var api = CudaAPI.CurrentAPI;
        if (!api.Init() || api.GetDeviceCount(out var count) != CudaError.CUDA_SUCCESS || count == 0)
        {
            return None("an NVIDIA driver is installed, but it shows no GPU to this process");
        }

        using var context = GpuHardware.CreateContext(builder => builder.Cuda());
        var devices = context.GetCudaDevices();
        if (devices.Count == 0)
        {
            return None($"the NVIDIA driver or GPU is too old; expected a driver for CUDA {OldestDriver} and compute capability 5.0 or higher");
        }

        var gpus = new List<GpuInfo>();
        foreach (CudaDevice device in devices)
        {
            var driver = device.DriverVersion;
            if (driver.Major < OldestDriver)
            {
                return None($"the NVIDIA driver serves CUDA {driver.Major}.{driver.Minor} at most; expected one for CUDA {OldestDriver} or higher");
            }

            gpus.Add(new GpuInfo(
                gpus.Count,
                device.Name,
                device.MemorySize,
                $"{driver.Major}.{driver.Minor}",
                device.Architecture is { } architecture ? $"{architecture.Major}.{architecture.Minor}" : "unknown",
                device.NumMultiprocessors));
        }

        return new GpuListing(gpus, null);
    }

    private static string OneLine(string text) => text.Split('\n')[0].TrimEnd('\r', '.');

    private static GpuListing None(string why) => new([], why);
}
