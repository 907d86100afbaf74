using System.Globalization;
using System.Text;

namespace Temper.Lab.Reports;

/// <summary>
/// Room that text needs. The reader's font is not known here, so widths are estimates that follow the widest of the
/// usual sans-serif fonts: what fits by this estimate fits everywhere.
/// </summary>
internal static class TextFit
{
    /// <summary>Estimated width of one line of text in pixels.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Width(rune);
        }

        return width * size * (bold ? 1.1 : 1);
    }

    /// <summary>Breaks text into lines that fit, at spaces and after the plus signs of names where it can, and inside words where it must.</summary>
    public static IReadOnlyList<string> Wrap(string text, double room, double size, bool bold = false)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            string blank = line.Length == 0 ? "" : " ";
            foreach (string piece in Pieces(word))
            {
                if (Width(line + blank + piece, size, bold) <= room)
                {
                    line += blank + piece;
                }
                else
                {
                    if (line.Length > 0)
                    {
                        lines.Add(line);
                    }

                    line = BreakWord(piece, room, size, bold, lines);
                }

                blank = "";
            }
        }

        if (line.Length > 0 || lines.Count == 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The text, or its beginning with an ellipsis where it does not fit.</summary>
    public static string Shorten(string text, double room, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= room)
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (string part in Parts(text))
        {
            if (Width(kept + part + "…", size, bold) > room)
            {
                break;
            }

            kept.Append(part);
        }

        return kept.Append('…').ToString();
    }

    /// <summary>A few lines that fit; the last ends with an ellipsis where there is more.</summary>
    public static IReadOnlyList<string> WrapShort(string text, double room, double size, bool bold = false, int most = 2)
    {
        IReadOnlyList<string> lines = Wrap(text, room, size, bold);
        return lines.Count <= most ? lines : [.. lines.Take(most - 1), Shorten(string.Join(' ', lines.Skip(most - 1)), room, size, bold)];
    }

    /// <summary>Shortens a text that is centred somewhere in a picture, so that neither end leaves it.</summary>
    public static string ShortenAround(string text, double centre, double pictureWidth, double size) =>
        Shorten(text, 2 * (Math.Min(centre, pictureWidth - centre) - 8), size);

    /// <summary>The parts of a name, each with the plus sign behind it.</summary>
    private static IEnumerable<string> Pieces(string word)
    {
        int start = 0;
        for (int i = 1; i < word.Length - 1; i++)
        {
            if (word[i] == '+' && char.IsLetter(word[i + 1]))
            {
                yield return word[start..(i + 1)];
                start = i + 1;
            }
        }

        yield return word[start..];
    }

    private static string BreakWord(string word, double room, double size, bool bold, List<string> lines)
    {
        string line = "";
        foreach (string part in Parts(word))
        {
            if (line.Length > 0 && Width(line + part, size, bold) > room)
            {
                lines.Add(line);
                line = "";
            }

            line += part;
        }

        return line;
    }

    /// <summary>What a reader sees as single characters: letters stay with their accents.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    /// <summary>Width of a character in ems, as in DejaVu Sans or Verdana, rounded up.</summary>
    private static double Width(Rune rune)
    {
        if (rune.Value < 0x7F)
        {
            return (char)rune.Value switch
            {
                'i' or 'j' or 'l' or '\'' or 'I' or ' ' or '.' or ',' => 0.33,
                'f' or 't' or 'r' or '(' or ')' or '[' or ']' or ':' or ';' or '/' or '\\' or '|' or '-' or '!' or 'J' => 0.42,
                'm' or 'W' or '@' or '%' => 1.0,
                'w' or 'M' or 'G' or 'O' or 'Q' or '+' or '=' or '<' or '>' or '~' or '#' => 0.87,
                >= 'A' and <= 'Z' => 0.75,
                _ => 0.64,
            };
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => rune.Value >= 0x1100 ? 1.1 : 0.8,
        };
    }
}
