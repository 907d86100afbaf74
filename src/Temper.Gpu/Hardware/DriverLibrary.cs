using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace Temper.Gpu.Hardware;

/// <summary>
/// Finds NVIDIA's driver. On Linux machines with the driver alone its library is called libcuda.so.1, and only developers' packages
/// add the name libcuda.so, which .NET looks for.
/// </summary>
internal static class DriverLibrary
{
    /// <summary>The name in our imports.</summary>
    public const string Name = "cuda";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Whether the driver is installed.</summary>
    public static bool IsThere => Handle.Value != 0;

    /// <summary>The file's name on this system, for messages.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    private static nint Load()
    {
        if (!NativeLibrary.TryLoad(FileName, out var handle))
        {
            return 0;
        }

        foreach (var assembly in new[] { typeof(Context).Assembly, typeof(DriverLibrary).Assembly })
        {
            try
            {
                NativeLibrary.SetDllImportResolver(assembly, Resolve);
            }
            catch (InvalidOperationException)
            {
                // Another part of the process has a way of its own to find it.
            }
        }

        return handle;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name is "cuda" or "libcuda" or "libcuda.so" or "nvcuda" ? Handle.Value : 0;
}
