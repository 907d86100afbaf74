using System.Text;

namespace Temper.Lab.Runs;

/// <summary>Takes a command apart that <see cref="Shell"/> may have made. What is read must be quoted again and compared: this is no judge.</summary>
internal static class ShellWords
{
    private const string Start = "\"$(printf '";
    private const string End = "')\"";

    /// <summary>The words; null where a quote is not closed or an escape is none of ours.</summary>
    /// <param name="command">Any text.</param>
    /// <param name="isWindows">Whether it is quoted for cmd and PowerShell.</param>
    public static IReadOnlyList<string>? Read(string command, bool isWindows)
    {
        var words = new List<string>();
        for (var i = 0; i <= command.Length; i++)
        {
            var word = new StringBuilder();
            while (i < command.Length && command[i] != ' ')
            {
                var next = isWindows ? WindowsPart(command, i, word) : PosixPart(command, i, word);
                if (next < 0)
                {
                    return null;
                }

                i = next;
            }

            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Reads a part of a word; returns where the next begins, or -1.</summary>
    private static int PosixPart(string text, int i, StringBuilder word)
    {
        if (text.AsSpan(i).StartsWith(Start))
        {
            var end = text.IndexOf(End, i + Start.Length, StringComparison.Ordinal);
            return end < 0 || Format(text[(i + Start.Length)..end]) is not { } made ? -1 : Added(word, made, end + End.Length);
        }

        return text[i] switch
        {
            '\'' => text.IndexOf('\'', i + 1) is var end and >= 0 ? Added(word, text[(i + 1)..end], end + 1) : -1,
            '\\' => i + 1 < text.Length ? Added(word, text[i + 1].ToString(), i + 2) : -1,
            '"' => -1,
            _ => Added(word, text[i].ToString(), i + 1),
        };
    }

    private static int WindowsPart(string text, int i, StringBuilder word)
    {
        if (text[i] is not ('"' or '\''))
        {
            return Added(word, text[i].ToString(), i + 1);
        }

        var quote = text[i];
        for (var end = i + 1; end < text.Length; end++)
        {
            // In single quotes PowerShell's quotes stand twice.
            var isQuote = text[end] == quote || (quote == '\'' && text[end] is '\u2018' or '\u2019' or '\u201A' or '\u201B');
            if (isQuote && quote == '\'' && end + 1 < text.Length && text[end + 1] == text[end])
            {
                word.Append(text[end++]);
            }
            else if (isQuote)
            {
                if (quote == '"')
                {
                    // Backslashes before the closing quote stand twice.
                    var slashes = text[(i + 1)..end].Length - text[(i + 1)..end].TrimEnd('\\').Length;
                    word.Length -= slashes / 2;
                }

                return end + 1;
            }
            else
            {
                word.Append(text[end]);
            }
        }

        return -1;
    }

    /// <summary>What printf makes of a format with octal escapes only; null if there is anything else in it.</summary>
    private static string? Format(string format)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '\\')
            {
                var length = char.IsHighSurrogate(format[i]) && i + 1 < format.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(format.Substring(i, length)));
                i += length - 1;
                continue;
            }

            if (i + 3 >= format.Length || format[(i + 1)..(i + 4)].Any(c => c is < '0' or > '7') || format[i + 1] > '3')
            {
                return null;
            }

            bytes.Add(Convert.ToByte(format[(i + 1)..(i + 4)], 8));
            i += 3;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static int Added(StringBuilder word, string part, int next)
    {
        word.Append(part);
        return next;
    }
}
