using System.Diagnostics;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Files that are more than a name and bytes: links and pipes.</summary>
internal static class SpecialFiles
{
    /// <summary>Skips a test where there are none.</summary>
    public static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows, and pipes are others there");

    /// <summary>A pipe without a writer.</summary>
    public static string Pipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    /// <summary>A pipe into which the bytes are written once somebody reads.</summary>
    public static string Pipe(string path, byte[] bytes)
    {
        Pipe(path);
        _ = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
                    writer.Write(bytes);
                }
                catch (IOException)
                {
                    // The reader had enough.
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return path;
    }
}
