using Temper.Devices;

namespace Temper.Cli.Options;

/// <summary>How a device is described in a line.</summary>
internal static class DeviceWords
{
    /// <summary>"cpu (Avx512, 2 threads, 32-bit; auto: no NVIDIA driver was found)".</summary>
    /// <param name="reason">Why it was taken, or empty.</param>
    public static string Of(Device device, string reason) => Of(device.Name, device.Description, reason);

    /// <summary>The same of a pool's devices.</summary>
    /// <param name="reason">Why it was taken, or empty.</param>
    public static string Of(DevicePool pool, string reason) => Of(pool.Name, pool.Description, reason);

    private static string Of(string name, string description, string reason) =>
        $"{name} ({description}{(reason.Length == 0 ? "" : $"; {reason}")})";
}
