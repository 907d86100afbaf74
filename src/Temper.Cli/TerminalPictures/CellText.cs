using System.Text;

namespace Temper.Cli.TerminalPictures;

/// <summary>Text in terminal cells: what it occupies and where it breaks.</summary>
internal static class CellText
{
    /// <summary>Columns that a text occupies: 2 for East Asian and picture characters, 0 for accents.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(RuneCells.Of);

    /// <summary>The text followed by blanks up to a number of columns.</summary>
    public static string Pad(string text, int columns) => text + new string(' ', Math.Max(0, columns - Width(text)));

    /// <summary>The text if it fits into a number of columns, otherwise its beginning and a sign that there is more.</summary>
    public static string Cut(string text, int columns)
    {
        if (Width(text) <= columns)
        {
            return text;
        }

        var kept = new StringBuilder();
        var used = 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += RuneCells.Of(rune);
            if (used > columns)
            {
                break;
            }

            kept.Append(rune);
        }

        return columns > 0 ? kept.Append('…').ToString() : "";
    }

    /// <summary>Breaks a text into lines of a maximum width in columns, at blanks where possible.</summary>
    public static IReadOnlyList<string> Wrap(string text, int columns)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > columns)
            {
                lines.Add(line);
                line = "";
            }

            line += line.Length > 0 ? " " : "";
            foreach (Rune rune in word.EnumerateRunes())
            {
                if (line.Length > 0 && Width(line) + RuneCells.Of(rune) > columns)
                {
                    lines.Add(line);
                    line = "";
                }

                line += rune;
            }
        }

        lines.Add(line);
        return lines;
    }
}
