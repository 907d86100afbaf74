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
        process = System.Diagnostics.Process.Start(DotnetProgram.CallChild(work, path, number.ToString(CultureInfo.InvariantCulture)))!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process's number.</summary>
    public int Process => process.Id;

    /// <summary>Reads on to this line.</summary>
    public void WaitFor(string expected)
    {
        while (Line() != expected)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"no \"{expected}\": {Errors()}");
            }
        }
    }

    /// <summary>Sends it a signal and waits until it is stopped or goes on.</summary>
    public void Signal(string name)
    {
        using (var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        // A signal takes its time to reach a process of many threads.
        while (File.ReadAllText($"/proc/{process.Id}/stat").Contains(") T", StringComparison.Ordinal) != (name == "STOP"))
        {
            Thread.Sleep(1);
        }
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
