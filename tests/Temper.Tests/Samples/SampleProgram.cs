using System.Diagnostics;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>A program under samples/, as it was built with these tests.</summary>
internal static class SampleProgram
{
    /// <summary>Its assembly.</summary>
    public static string Assembly(string name)
    {
        // samples/Name/bin/Release/net10.0, as these tests lie in tests/Temper.Tests/bin/Release/net10.0.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Repository.Folder, "samples", name, "bin", output.Parent!.Name, output.Name, name + ".dll");
        Assert.True(File.Exists(path), $"{path} has not been built");
        return path;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliResult> RunAsync(string name, string workingFolder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(name), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
        };
        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }
}
