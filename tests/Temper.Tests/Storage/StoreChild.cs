using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Temper.Tests.Storage;

/// <summary>A process of its own that works on a store: what it says, and its end.</summary>
internal sealed class StoreChild : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    public StoreChild(string work, string path, int number)
    {
        // The runtime that runs these tests: <root>/shared/Microsoft.NETCore.App/<version>/.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var start = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "Temper.Tests.Child.dll"), work, path, number.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The next line it prints; null at its end.</summary>
    public string? Line() => process.StandardOutput.ReadLine();

    /// <summary>The rest of what it prints. A last line without its end was cut off by the kill and was never said.</summary>
    public List<string> Rest()
    {
        var rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. rest.Split('\n')[..^1].Select(line => line.TrimEnd('\r'))];
    }

    /// <summary>SIGKILL: nothing of the process runs after it.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>What it wrote to standard error; empty if all went well.</summary>
    public string Errors() => errors.GetAwaiter().GetResult();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }
}
