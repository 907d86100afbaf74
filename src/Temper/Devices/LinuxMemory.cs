using System.Globalization;
using System.Text;

namespace Temper.Devices;

/// <summary>
/// Reads what memory Linux leaves to this process: the least of the machine's (/proc/meminfo) and of each control group that it is in,
/// of version 1 or 2. File pages count as free: they are given up when memory is needed.
/// </summary>
internal static class LinuxMemory
{
    private const int LongestFile = 8192;
    private const string Root = "/sys/fs/cgroup";

    // A limit that is larger than any machine is none: version 1 writes about 2^63.
    private const long NoLimit = 1L << 60;

    /// <summary>A small file's text, of which the first 8 KB count; null where there is none. Called for every training.</summary>
    public static string? FromFile(string path)
    {
        // Most of the places that may be are not there, and an exception takes longer than all the rest.
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> text = stackalloc byte[LongestFile];
            return Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, fileOffset: 0)]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The figures; null where the system does not tell.</summary>
    /// <param name="read">Reads a file, null where it is not there.</param>
    public static MemoryFigures? Read(Func<string, string?> read)
    {
        var machine = read("/proc/meminfo");
        if (Field(machine, "MemTotal:") * 1024 is not { } total || Field(machine, "MemAvailable:") * 1024 is not { } free)
        {
            return null;
        }

        var (swap, freeSwap) = ((Field(machine, "SwapTotal:") ?? 0) * 1024, (Field(machine, "SwapFree:") ?? 0) * 1024);
        var figures = new MemoryFigures(total + swap, free + freeSwap);
        foreach (var (place, isSecond) in Groups(read("/proc/self/cgroup")))
        {
            if ((isSecond ? Second(read, place, swap, freeSwap) : First(read, place, swap, freeSwap)) is { } group)
            {
                // A group can be allowed more than the machine has.
                figures = new MemoryFigures(
                    Math.Min(figures.Total, group.Total), Math.Min(figures.Free, group.Free), figures.IsContainer || group.Total < figures.Total);
            }
        }

        return figures with { Free = Math.Max(0, figures.Free) };
    }

    /// <summary>
    /// The folders of the process's memory groups and of all above them. In a
    /// container its own may be called by the host's name, which is not there.
    /// </summary>
    private static IEnumerable<(string Place, bool IsSecond)> Groups(string? text)
    {
        foreach (var line in (text ?? "").Split('\n'))
        {
            // "4:memory:/a/b" in version 1, "0::/a/b" in version 2.
            if (line.Split(':', 3) is not [var number, var controllers, var path])
            {
                continue;
            }

            var isSecond = number == "0" && controllers.Length == 0;
            if (!isSecond && !controllers.Split(',').Contains("memory"))
            {
                continue;
            }

            foreach (var root in isSecond ? new[] { Root, Root + "/unified" } : [Root + "/memory"])
            {
                for (var at = path.TrimEnd('/'); at.Length > 0; at = at[..Math.Max(0, at.LastIndexOf('/'))])
                {
                    yield return (root + at, isSecond);
                }

                yield return (root, isSecond);
            }
        }
    }

    private static MemoryFigures? First(Func<string, string?> read, string place, long swap, long freeSwap)
    {
        if (Number(read(place + "/memory.limit_in_bytes")) is not (< NoLimit and var limit)
            || Number(read(place + "/memory.usage_in_bytes")) is not { } used)
        {
            return null;
        }

        var files = Files(read(place + "/memory.stat"), "total_");
        var group = Group(limit, used - files, swap, freeSwap);
        return Number(read(place + "/memory.memsw.limit_in_bytes")) is { } both
            && Number(read(place + "/memory.memsw.usage_in_bytes")) is { } bothUsed
            ? Least(group, Group(both, bothUsed - files, 0, 0))
            : group;
    }

    private static MemoryFigures? Second(Func<string, string?> read, string place, long swap, long freeSwap)
    {
        if (Number(read(place + "/memory.max")) is not (< NoLimit and var limit) || Number(read(place + "/memory.current")) is not { } used)
        {
            return null;
        }

        if (Number(read(place + "/memory.swap.max")) is { } most && most < NoLimit)
        {
            (swap, freeSwap) = (Math.Min(swap, most), Math.Min(freeSwap, most - (Number(read(place + "/memory.swap.current")) ?? 0)));
        }

        // The kernel gives up these, too.
        var stat = read(place + "/memory.stat");
        return Group(limit, used - Files(stat, "") - (Field(stat, "slab_reclaimable ") ?? 0), swap, freeSwap);
    }

    private static MemoryFigures Group(long limit, long used, long swap, long freeSwap) =>
        new(limit + swap, limit - used + freeSwap, IsContainer: true);

    private static MemoryFigures Least(MemoryFigures a, MemoryFigures b) =>
        new(Math.Min(a.Total, b.Total), Math.Min(a.Free, b.Free), IsContainer: true);

    private static long Files(string? stat, string prefix) =>
        (Field(stat, prefix + "inactive_file ") ?? 0) + (Field(stat, prefix + "active_file ") ?? 0);

    /// <summary>The number of the line that begins so, as /proc/meminfo and memory.stat have them; null where there is none.</summary>
    private static long? Field(string? text, string begin)
    {
        var at = text is null ? -1 : text.StartsWith(begin, StringComparison.Ordinal) ? 0 : text.IndexOf('\n' + begin, StringComparison.Ordinal) + 1;
        if (at < 0 || !text.AsSpan(at).StartsWith(begin, StringComparison.Ordinal))
        {
            return null;
        }

        var number = text.AsSpan(at + begin.Length).TrimStart(' ');
        return Number(number[..(number.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : number.Length)]);
    }

    /// <summary>A number; "max" is no limit.</summary>
    private static long? Number(string? text) => text is null ? null : Number(text.AsSpan().Trim());

    private static long? Number(ReadOnlySpan<char> text) => text is "max" ? NoLimit
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, NoLimit)
        : null;
}
