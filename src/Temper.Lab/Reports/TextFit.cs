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

    /// <summary>Breaks text into lines that fit, at spaces where it can and inside words where it must.</summary>
    public static IReadOnlyList<string> Wrap(string text, double room, double size, bool bold = false)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (Width(longer, size, bold) <= room)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = BreakWord(word, room, size, bold, lines);
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

    /// <summary>At most two lines that fit; the second ends with an ellipsis where there is more.</summary>
    public static IReadOnlyList<string> WrapShort(string text, double room, double size, bool bold = false)
    {
        IReadOnlyList<string> lines = Wrap(text, room, size, bold);
        return lines.Count <= 2 ? lines : [lines[0], Shorten(string.Join(' ', lines.Skip(1)), room, size, bold)];
    }

    /// <summary>Shortens a text that is centred somewhere in a picture, so that neither end leaves it.</summary>
    public static string ShortenAround(string text, double centre, double pictureWidth, double size) =>
        Shorten(text, 2 * (Math.Min(centre, pictureWidth - centre) - 8), size);

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
