using System.Diagnostics;
using System.Globalization;

namespace Temper.Tests.Storage;

/// <summary>A process of its own that works on a store: what it says, and its end.</summary>
internal sealed class StoreChild : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    public StoreChild(string work, string path, int number)
    {
        process = Process.Start(DotnetProgram.CallChild(work, path, number.ToString(CultureInfo.InvariantCulture)))!;
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
