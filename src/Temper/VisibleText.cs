using System.Buffers;
using System.Globalization;
using System.Text;

namespace Temper;

/// <summary>
/// Text from files and folders as it may be shown: what a terminal or a page would obey instead of showing it (escape sequences, marks that
/// turn the reading direction, invisible signs) becomes U+FFFD, one for each. Whatever
/// prints or writes pages passes its text through here, once, where it leaves.
/// </summary>
/// <remarks>
/// Hidden are control characters, separators of lines and paragraphs, halves of surrogate pairs, and format characters. Of the last, those stay
/// that are seen (Arabic signs before numbers), and the two joiners between letters outside of ASCII: Persian, the scripts of India and joined
/// pictures are written with them.
/// </remarks>
public static class VisibleText
{
    private const string Mark = "\uFFFD";

    /// <summary>A text as one line: line ends and tabs become blanks.</summary>
    /// <param name="text">Any text.</param>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsPlain(text, keepsLines: false)
            ? text
            : Replaced(text, (rune, isPair) => !IsLineEnd(rune) && rune.Value != '\t' ? Mark : isPair ? "" : " ");
    }

    /// <summary>A text of several lines: the line ends \n and \r\n stay.</summary>
    /// <param name="text">Any text.</param>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsPlain(text, keepsLines: true)
            ? text
            : Replaced(text, (rune, isPair) => rune.Value == '\n' ? "\n" : isPair ? "\r" : rune.Value == '\t' ? " " : Mark);
    }

    /// <summary>A JSON document that means the same: its strings have escapes for what is hidden.</summary>
    /// <param name="json">A document; JSON has hidden characters in strings only, and line ends and tabs only between them.</param>
    public static string Json(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return IsPlain(json, keepsLines: true)
            ? json
            : Replaced(json, (rune, _) => rune.Value is '\n' or '\r' or '\t' ? rune.ToString() : Escape(rune));
    }

    private static string Escape(Rune rune) =>
        string.Concat(rune.ToString().Select(half => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)half:x4}")));

    /// <summary>Most texts are plain ASCII.</summary>
    private static bool IsPlain(string text, bool keepsLines)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' && !(keepsLines && c == '\n'))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="text">Text with something hidden in it.</param>
    /// <param name="replace">What becomes of a hidden rune, told whether it is a carriage return before a line feed.</param>
    private static string Replaced(string text, Func<Rune, bool, string> replace)
    {
        var shown = new StringBuilder(text.Length);
        var before = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            // Half of a pair comes out as U+FFFD.
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            if (!IsHidden(rune, before, text.AsSpan(i)))
            {
                shown.Append(rune);
            }
            else
            {
                shown.Append(replace(rune, rune.Value == '\r' && i < text.Length && text[i] == '\n'));
            }

            before = rune;
        }

        return shown.ToString();
    }

    private static bool IsHidden(Rune rune, Rune before, ReadOnlySpan<char> rest) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => !(IsSeen(rune.Value) || (IsJoiner(rune) && (IsVirama(before) || (Joins(before) && BeginsWithLetter(rest))))),
        _ => false,
    };

    private static bool BeginsWithLetter(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var first, out _) == OperationStatus.Done && Joins(first);

    private static bool IsLineEnd(Rune rune) => rune.Value is '\n' or '\r' or '\f' or 0x85 or 0x2028 or 0x2029;

    /// <summary>Arabic, Syriac and Kaithi signs that enclose or go before numbers.</summary>
    private static bool IsSeen(int value) => value is (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    /// <summary>Behind the sign that takes a consonant's vowel away, a joiner chooses the form also at the end of a word.</summary>
    private static bool IsVirama(Rune rune) => rune.Value > 0x7F && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static bool Joins(Rune neighbour) =>
        neighbour.Value > 0x7F
        && Rune.GetUnicodeCategory(neighbour) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
