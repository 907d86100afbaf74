using System.Globalization;
using System.Text.RegularExpressions;
using Temper.Data;

namespace Temper.Lab.Runs;

/// <summary>What the system tells of another process; on Linux only.</summary>
/// <param name="Process">The process's number.</param>
/// <param name="IsStopped">Whether it was stopped (SIGSTOP, Ctrl-Z, a debugger) and does nothing until it is resumed.</param>
internal sealed partial record ProcessState(int Process, bool IsStopped)
{
    private const int LongestText = 1 << 20;

    /// <summary>That it is stopped, and what can be done.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"which is stopped: \"kill -CONT {Process}\" resumes it, \"kill -KILL {Process}\" ends it");

    /// <summary>The state of a process that has a file of that name open; null if that is not seen.</summary>
    /// <param name="process">Its number, which another process may have got since.</param>
    /// <param name="openFile">The file's name, without folders.</param>
    public static ProcessState? Of(int process, string openFile)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        try
        {
            if (!Directory.EnumerateFileSystemEntries($"{folder}/fd")
                .Any(file => Path.GetFileName(File.ResolveLinkTarget(file, returnFinalTarget: false)?.FullName) == openFile))
            {
                return null;
            }

            // "4711 (any name) T ...".
            var text = InputFile.ReadAllText($"{folder}/stat", LongestText);
            var state = text.AsSpan(text.LastIndexOf(')') + 1).TrimStart();
            return new ProcessState(process, state is ['T' or 't', ..]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DataException)
        {
            // Another user's, or at its end.
            return null;
        }
    }

    /// <summary>The process that holds the lock to write to an SQLite file, in words that follow a sentence; empty where that is not seen.</summary>
    /// <param name="store">The SQLite file.</param>
    public static string WriterOf(string store)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "";
        }

        try
        {
            var file = $"{Path.GetFileName(store)}-shm";
            var writer = WriteLock().Matches(InputFile.ReadAllText("/proc/locks", LongestText))
                .Select(match => int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))
                .Where(process => process != Environment.ProcessId)
                .Distinct()
                .Select(process => Of(process, file))
                .FirstOrDefault(state => state is not null);
            return writer is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; it is process {writer.Process}{(writer.IsStopped ? $", {writer.Words}" : "")}");
        }
        catch (Exception error) when (error is DataException or OverflowException)
        {
            return "";
        }
    }

    /// <summary>A line of the system's list of locks: SQLite takes byte 120 of the -shm file to write.</summary>
    [GeneratedRegex(@"POSIX\s+ADVISORY\s+WRITE\s+([0-9]{1,9})\s+\S+\s+120\s+120\b", RegexOptions.CultureInvariant)]
    private static partial Regex WriteLock();
}
