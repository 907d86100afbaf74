using System.ComponentModel;
using System.Diagnostics;

namespace Temper.Cli.Output;

/// <summary>Shows a page in the default browser, or says in one line where it is: never noise of other programs, never a wait.</summary>
internal static class Browser
{
    /// <summary>How long a program that is to open a page has to fail; one that runs on is the browser.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Shows a page.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="report">Receives a line when no browser could be started.</param>
    public static void Open(string path, Report report)
    {
        if (WhyNot(path, report.Terminal.Environment) is { } why)
        {
            report.Warning($"no browser was opened: {why}; the page is {path}");
        }
    }

    private static string? WhyNot(string path, Func<string, string?> environment)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                using var shell = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
                return null;
            }

            return OperatingSystem.IsMacOS() ? Start("/usr/bin/open", path)
                : string.IsNullOrEmpty(environment("DISPLAY")) && string.IsNullOrEmpty(environment("WAYLAND_DISPLAY")) ? "there is no display"
                : Find("xdg-open", environment("PATH")) is not { } opener ? "there is no xdg-open"
                : Start(opener, path);
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException)
        {
            return error.Message.ReplaceLineEndings(" ").TrimEnd('.');
        }
    }

    /// <summary>
    /// Starts the program with nothing to read and nowhere to write: a pipe to this process would end the browser when this process ends.
    /// </summary>
    private static string? Start(string opener, string path)
    {
        var start = new ProcessStartInfo("/bin/sh");
        foreach (var argument in new[] { "-c", "exec \"$0\" \"$1\" </dev/null >/dev/null 2>&1", opener, path })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start);
        return process is not null && process.WaitForExit(Patience) && process.ExitCode != 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path.GetFileName(opener)} ended with exit code {process.ExitCode}")
            : null;
    }

    private static string? Find(string program, string? folders) => (folders ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(path => Path.IsPathFullyQualified(path) && File.Exists(path));
}
