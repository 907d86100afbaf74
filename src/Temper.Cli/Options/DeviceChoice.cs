using Temper.Devices;
using Temper.Devices.Cpu;

namespace Temper.Cli.Options;

/// <summary>From --device to a device; never another one than asked for.</summary>
internal static class DeviceChoice
{
    public const string NoGpu = "this version computes on the CPU only";

    /// <summary>Makes the device.</summary>
    /// <param name="name">"auto" or "cpu".</param>
    /// <param name="threads">Threads of a CPU device.</param>
    /// <exception cref="SpecException">There is no such device.</exception>
    public static Device Create(string name, int threads) => name.ToLowerInvariant() switch
    {
        "auto" or "cpu" => new CpuDevice(threads),
        "gpu" => throw new SpecException($"There is no device \"gpu\": {NoGpu}; use --device cpu."),
        _ => throw new SpecException($"There is no device \"{name}\"; expected auto or cpu."),
    };
}
