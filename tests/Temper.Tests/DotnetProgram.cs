using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Temper.Tests;

/// <summary>Starts the .NET that runs these tests, whichever is in the path.</summary>
internal static class DotnetProgram
{
    /// <summary>A call of it, with its output redirected.</summary>
    public static ProcessStartInfo Call(params IEnumerable<string> arguments)
    {
        // The runtime is <root>/shared/Microsoft.NETCore.App/<version>/.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>A call of the program that some tests need in a process of its own.</summary>
    public static ProcessStartInfo CallChild(params IEnumerable<string> arguments) =>
        Call(["exec", Path.Combine(AppContext.BaseDirectory, "Temper.Tests.Child.dll"), .. arguments]);
}
