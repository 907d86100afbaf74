using System.ComponentModel;
using System.Diagnostics;

namespace Temper.Cli.Output;

/// <summary>Shows a page in the default browser.</summary>
internal static class Browser
{
    public static void Open(string path, Report report)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            report.Warning($"no browser could be started ({error.Message.ReplaceLineEndings(" ")}); open {path} yourself.");
        }
    }
}
