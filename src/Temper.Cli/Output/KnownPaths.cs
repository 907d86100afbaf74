namespace Temper.Cli.Output;

/// <summary>
/// Where paths stand in a line of prose, so that folding leaves their blanks alone: paths that were typed, whether they exist or not, and
/// full paths of what exists. Thread-safe.
/// </summary>
internal sealed class KnownPaths
{
    /// <summary>Signs that may follow a path in a sentence.</summary>
    private const string Ends = " :;,.?!)'\"";

    /// <summary>Signs that may stand before one.</summary>
    private const string Starts = " ('\"=";

    /// <summary>No system has longer paths.</summary>
    private const int Longest = 4096;

    private readonly Lock gate = new();
    private readonly HashSet<string> typed = new(StringComparer.Ordinal);

    /// <summary>Remembers a path. One without blanks is never folded anyway.</summary>
    public void Add(string path)
    {
        if (path.Contains(' ', StringComparison.Ordinal) && HasSeparator(path))
        {
            lock (gate)
            {
                typed.Add(path);
            }
        }
    }

    /// <summary>For each sign of a line, whether it is a blank within a path.</summary>
    public bool[] Blanks(string line)
    {
        var isInside = new bool[line.Length];
        for (var start = 0; start < line.Length; start++)
        {
            if (start > 0 && !Starts.Contains(line[start - 1], StringComparison.Ordinal))
            {
                continue;
            }

            var end = start + Math.Max(LongestTyped(line[start..]), LongestExisting(line[start..]));
            for (var i = start; i < end; i++)
            {
                isInside[i] = line[i] == ' ';
            }

            start = Math.Max(start, end - 1);
        }

        return isInside;
    }

    private static bool HasSeparator(string path) => path.Any(IsSeparator);

    private int LongestTyped(string text)
    {
        lock (gate)
        {
            return typed.Where(path => text.StartsWith(path, StringComparison.Ordinal)).Select(path => path.Length).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>Signs of the longest file or folder that a text begins with; 0 unless it begins with a full path.</summary>
    private static int LongestExisting(string text)
    {
        // The text may be somebody else's: asking for a share would make Windows log in at their machine.
        if (!Path.IsPathFullyQualified(text) || (text.Length > 1 && IsSeparator(text[0]) && IsSeparator(text[1])))
        {
            return 0;
        }

        // A blank at a path's end is the sentence's.
        for (var end = Math.Min(text.Length, Longest); end > 1; end--)
        {
            var isEnd = end == text.Length || Ends.Contains(text[end], StringComparison.Ordinal) || IsSeparator(text[end]);
            if (isEnd && text[end - 1] != ' ' && Path.Exists(text[..end]))
            {
                return end;
            }
        }

        return 0;
    }

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar;
}
