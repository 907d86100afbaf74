using System.Globalization;
using System.Text;

namespace Temper;

/// <summary>The written form of numbers, and what somebody may have meant who wrote one in another form.</summary>
internal static class NumberForm
{
    /// <summary>Whether the text is digits alone.</summary>
    public static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether the text is digits with or without a sign.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text) => IsDigits(text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text);

    /// <summary>Whether the text is a sign or none, digits with a point or none among or beside them, and an exponent or none.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        var exponent = text.IndexOfAny('e', 'E');
        if (exponent >= 0 && !IsWhole(text[(exponent + 1)..]))
        {
            return false;
        }

        var mantissa = exponent >= 0 ? text[..exponent] : text;
        mantissa = mantissa.Length > 0 && mantissa[0] is '+' or '-' ? mantissa[1..] : mantissa;
        var point = mantissa.IndexOf('.');
        return point < 0
            ? IsDigits(mantissa)
            : mantissa.Length > 1
                && (point == 0 || IsDigits(mantissa[..point]))
                && (point == mantissa.Length - 1 || IsDigits(mantissa[(point + 1)..]));
    }

    /// <summary>Whether a number's digits say that it is not 0.</summary>
    public static bool HasValue(ReadOnlySpan<char> text)
    {
        var exponent = text.IndexOfAny('e', 'E');
        return (exponent < 0 ? text : text[..exponent]).ContainsAnyInRange('1', '9');
    }

    /// <summary>Whether the text is one of the usual words for what is not finite.</summary>
    public static bool IsNotFinite(string text) =>
        text.TrimStart('+', '-').ToUpperInvariant() is "NAN" or "INF" or "INFINITY" or "∞";

    /// <summary>How the text should have been written, with "; " before; empty where nobody can tell.</summary>
    public static string WayOut(string text, bool isWhole)
    {
        var plain = Plain(text);
        if (!plain.Contains(',', StringComparison.Ordinal))
        {
            return Mended(plain, isWhole) is { } other ? $"; write {other}" : "";
        }

        var mended = Mended(plain, isWhole);
        if (isWhole)
        {
            return mended is null ? "; the decimal sign is a point, and a whole number has none" : $"; write it without thousands signs: {mended}";
        }

        // 1,234 is one thing to some and another to others.
        return mended is null ? "; the decimal sign is a point"
            : IsGroups(plain, ',') ? $"; the decimal sign is a point and there are no thousands signs: {mended} or {Without(plain, ',')}"
            : $"; the decimal sign is a point: {mended}";
    }

    private static string? Mended(string plain, bool isWhole)
    {
        var number = WithPoint(plain, isWhole);
        if (!isWhole)
        {
            return IsNumber(number) && double.IsFinite(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture)) ? number : null;
        }

        // 5.0 and 1e3 are whole too; 1.000 is 1 to some and 1000 to others.
        return IsWhole(number) ? number
            : IsNumber(number) && !IsGroups(number, '.')
                && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == decimal.Truncate(value)
                ? decimal.Truncate(value).ToString(CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>The text with a point for its decimal sign and without thousands signs, as far as they can be told apart.</summary>
    private static string WithPoint(string plain, bool isWhole)
    {
        var (comma, point) = (plain.LastIndexOf(','), plain.LastIndexOf('.'));
        if (comma < 0)
        {
            return plain.IndexOf('.') != point && IsGroups(plain, '.') ? Without(plain, '.') : plain;
        }

        if (plain.IndexOf(',') != comma || (isWhole && point < 0))
        {
            var head = point > comma ? plain[..point] : plain;
            return IsGroups(head, ',') ? Without(plain, ',') : plain;
        }

        if (point > comma)
        {
            return IsGroups(plain[..point], ',') ? Without(plain, ',') : plain;
        }

        return point < 0 || IsGroups(plain[..comma], '.') ? Without(plain, '.').Replace(',', '.') : plain;
    }

    private static string Without(string text, char sign) => text.Replace(sign.ToString(), "", StringComparison.Ordinal);

    /// <summary>Whether the text is digits in groups of three with that sign between: 1,234 or 12.345.678.</summary>
    private static bool IsGroups(string text, char sign)
    {
        var groups = text.TrimStart('+', '-').Split(sign);
        return groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups[0][0] != '0'
            && IsDigits(groups[0]) && groups.Skip(1).All(group => group.Length == 3 && IsDigits(group));
    }

    /// <summary>Other scripts' digits and signs as those of ASCII; blanks and the signs that some put between thousands left out.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Trim())
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit >= 0)
            {
                plain.Append((char)('0' + digit));
            }
            else if (c is not ('_' or '\'' or '’' or '٬') && !char.IsWhiteSpace(c))
            {
                plain.Append(c switch { '，' or '٫' or '、' => ',', '．' => '.', '−' or '－' or '–' => '-', '＋' => '+', _ => c });
            }
        }

        return plain.ToString();
    }
}
