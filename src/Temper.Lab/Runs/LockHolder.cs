using System.Globalization;
using System.Text.RegularExpressions;

namespace Temper.Lab.Runs;

/// <summary>
/// The process that holds a lock file, as the file's name tells. Names may have been made by anybody: one of another form tells nothing, and
/// whether the process is stopped is said only where it is seen to have the file open.
/// </summary>
/// <param name="Process">The process's number, on its own machine.</param>
/// <param name="Host">The machine, or the container.</param>
internal sealed partial record LockHolder(int Process, string Host)
{
    /// <summary>What a lock file's name says of this process: its number and its machine.</summary>
    public static string Mark { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{SafeHost(Environment.MachineName)}");

    /// <summary>The holder at the end of a name, after 32 hexadecimal digits; null if the name has none.</summary>
    /// <param name="name">The name, without its ending.</param>
    public static LockHolder? Of(string name) =>
        MarkAtEnd().Match(name) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? new LockHolder(process, match.Groups[2].Value)
            : null;

    /// <summary>Who it is, since when, whether it is stopped, and what can be done then.</summary>
    /// <param name="lockFile">The file that it holds.</param>
    /// <param name="since">Since when it has what is waited for.</param>
    public string Words(string lockFile, DateTimeOffset since)
    {
        var who = string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host} since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        return Host == SafeHost(Environment.MachineName) && ProcessState.Of(Process, Path.GetFileName(lockFile)) is { } state
            ? who + (state.IsStopped ? $", {state.Words}" : "")
            : who;
    }

    private static string SafeHost(string host)
    {
        var safe = string.Concat(host.Take(63).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        return safe.Length == 0 ? "_" : safe;
    }

    [GeneratedRegex(@"[0-9a-f]{32}-([0-9]{1,10})-([A-Za-z0-9._-]{1,63})\z", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAtEnd();
}
