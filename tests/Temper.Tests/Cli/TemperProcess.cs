using System.Diagnostics;

namespace Temper.Tests.Cli;

/// <summary>The temper tool in a process of its own, whose output nobody reads.</summary>
internal static class TemperProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="args">Its arguments.</param>
    public static Process Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Temper.Cli.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
