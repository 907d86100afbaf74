using System.Globalization;
using System.Text;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>
/// Folds what is too wide for a terminal. Numbers are never broken; paths and words of a command stay whole, so that they can be copied.
/// </summary>
internal static class TextFold
{
    private const int Hanging = 2;

    /// <summary>A line of prose, folded between words.</summary>
    /// <param name="line">The line; its blanks at the beginning and between words are kept.</param>
    /// <param name="columns">The most that a line may occupy, but for a path that is wider by itself.</param>
    /// <param name="indent">Blanks before all lines but the first; two more than the first has where it is not given.</param>
    /// <param name="paths">Knows the paths in it whose blanks are no place to fold.</param>
    public static IReadOnlyList<string> Prose(string line, int columns, int? indent = null, KnownPaths? paths = null)
    {
        if (CellText.Width(line) <= columns)
        {
            return [line];
        }

        var start = line.Length - line.TrimStart(' ').Length;
        var hanging = new string(' ', Math.Clamp(indent ?? (start + Hanging), 0, columns / 3));
        var lines = new List<string>();
        var (current, isEmpty) = (new StringBuilder(line[..start]), true);
        foreach (var (blanks, word) in Words(line[start..], paths).SelectMany(word => Bits(word.Blanks, word.Word, columns - hanging.Length)))
        {
            if (!isEmpty && CellText.Width(current.ToString()) + blanks + CellText.Width(word) > columns)
            {
                lines.Add(current.ToString().TrimEnd());
                current.Clear().Append(hanging);
                isEmpty = true;
            }

            current.Append(' ', isEmpty ? 0 : blanks).Append(word);
            isEmpty = false;
        }

        lines.Add(current.ToString().TrimEnd());
        return lines;
    }

    /// <summary>A command, folded between its words so that it can be pasted as it is; on Windows it stays one line.</summary>
    public static IReadOnlyList<string> Command(string command, int columns)
    {
        const string Start = "  ";
        if (OperatingSystem.IsWindows() || CellText.Width(Start + command) <= columns)
        {
            return [Start + command];
        }

        var lines = new List<string>();
        var line = Start;
        foreach (var word in ShellWords(command))
        {
            if (line.Trim().Length > 0 && CellText.Width(line) + 1 + CellText.Width(word) + 2 > columns)
            {
                lines.Add(line + " \\");
                line = Start + Start;
            }

            line += line.Trim().Length > 0 ? $" {word}" : word;
        }

        lines.Add(line);
        return lines;
    }

    /// <summary>
    /// A cell of a table, folded at blanks and, in names, after + - / \ _ and commas; inside a word only where nothing else is left.
    /// </summary>
    /// <param name="text">Content of the cell.</param>
    /// <param name="columns">Its width.</param>
    /// <param name="isName">Whether it may be folded at those signs.</param>
    public static IReadOnlyList<string> Cell(string text, int columns, bool isName)
    {
        if (CellText.Width(text) <= columns)
        {
            return [text];
        }

        var lines = new List<string>();
        var line = "";
        foreach (var piece in Pieces(text, isName))
        {
            if (line.Length > 0 && CellText.Width(line) + CellText.Width(piece.TrimEnd(' ')) > columns)
            {
                lines.Add(line.TrimEnd(' '));
                line = "";
            }

            foreach (var part in Signs(piece, columns))
            {
                if (line.Length > 0 && part != " " && CellText.Width(line) + CellText.Width(part) > columns)
                {
                    lines.Add(line.TrimEnd(' '));
                    line = "";
                }

                line += part;
            }
        }

        lines.Add(line.TrimEnd(' '));
        return lines;
    }

    /// <summary>The fewest columns that <see cref="Cell"/> needs without breaking a word.</summary>
    public static int Least(string text, bool isName) =>
        Pieces(text, isName).Select(piece => CellText.Width(piece.TrimEnd(' '))).DefaultIfEmpty(0).Max();

    /// <summary>Digits of the longest number in a text, with its point.</summary>
    public static int LongestNumber(string text)
    {
        var (longest, length) = (0, 0);
        foreach (var c in text)
        {
            length = char.IsAsciiDigit(c) || (c == '.' && length > 0) ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private static IEnumerable<(int Blanks, string Word)> Words(string text, KnownPaths? paths)
    {
        var isInPath = paths?.Blanks(text) ?? new bool[text.Length];
        var (start, blanks) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (text[i] != ' ' || isInPath[i]))
            {
                continue;
            }

            if (i > start)
            {
                yield return (blanks, text[start..i]);
                blanks = 0;
            }

            blanks++;
            start = i + 1;
        }
    }

    /// <summary>A word that is wider than a line, at its signs; a path stays whole.</summary>
    private static IEnumerable<(int Blanks, string Word)> Bits(int blanks, string word, int columns) =>
        CellText.Width(word) <= columns || word.Contains('/', StringComparison.Ordinal) || word.Contains('\\', StringComparison.Ordinal)
            ? [(blanks, word)]
            : Cell(word, columns, isName: true).Select((bit, i) => (i == 0 ? blanks : 0, bit));

    private static IEnumerable<string> Pieces(string text, bool isName)
    {
        var start = 0;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if ((text[i] == ' ' && text[i + 1] != ' ') || (isName && MayBreakAfter(text, i)))
            {
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static bool MayBreakAfter(string text, int i)
    {
        if (!IsSign(text[i]) || i == 0 || text[i - 1] == ' ' || text[i + 1] == ' ' || IsSign(text[i + 1]))
        {
            return false;
        }

        // 1e-4, 238,510, 1/3 and 2026-11-27 are numbers.
        var isAfterNumber = char.IsAsciiDigit(text[i - 1]) || (i > 1 && text[i - 1] is 'e' or 'E' && char.IsAsciiDigit(text[i - 2]));
        return !(isAfterNumber && char.IsAsciiDigit(text[i + 1]));
    }

    private static bool IsSign(char c) => c is '+' or '-' or '/' or '\\' or '_' or ',';

    /// <summary>What a reader sees as single signs, where letters stay with their accents, and numbers whole if they fit.</summary>
    private static IEnumerable<string> Signs(string text, int columns)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = 0;
            while (i + length < text.Length
                && char.IsAsciiDigit(text[i])
                && (char.IsAsciiDigit(text[i + length]) || text[i + length] is '.' or ',' or '%'))
            {
                length++;
            }

            length = length is 0 || length > columns ? StringInfo.GetNextTextElementLength(text.AsSpan(i)) : length;
            yield return text.Substring(i, length);
            i += length;
        }
    }

    /// <summary>The words of a command as <see cref="Shell"/> quotes them.</summary>
    private static IEnumerable<string> ShellWords(string command)
    {
        var (start, quote) = (0, '\0');
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '\\')
            {
                i++;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == ' ')
            {
                yield return command[start..i];
                start = i + 1;
            }
        }

        yield return command[start..];
    }
}
