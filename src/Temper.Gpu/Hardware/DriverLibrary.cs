using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace Temper.Gpu.Hardware;

/// <summary>
/// Finds NVIDIA's driver. On Linux machines with the driver alone its library is called libcuda.so.1, and only developers' packages
/// add the name libcuda.so, which .NET looks for.
/// </summary>
internal static partial class DriverLibrary
{
    /// <summary>The name in our imports.</summary>
    public const string Name = "cuda";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Whether the driver is installed.</summary>
    public static bool IsThere => Handle.Value != 0;

    /// <summary>The file's name on this system, for messages.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>Starts the driver.</summary>
    /// <returns>Why it does not, in the driver's words; null when it does.</returns>
    /// <exception cref="EntryPointNotFoundException">It is no driver, or a very old one.</exception>
    public static string? WhyNotStarted()
    {
        var error = Initialize(0);
        if (error == 0)
        {
            return null;
        }

        var isKnown = ErrorString(error, out var text) == 0 && text != 0;
        return (isKnown ? Marshal.PtrToStringUTF8(text) : null) ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"error {error}");
    }

    [LibraryImport(Name, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Name, EntryPoint = "cuGetErrorString")]
    private static partial int ErrorString(int error, out nint text);

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
