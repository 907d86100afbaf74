using System.Globalization;
using System.Text;

namespace Temper.Lab.Runs;

/// <summary>
/// Commands that are printed or stored for people to paste. They work in any folder: every file in them is named by its full path.
/// <para>
/// For sh, bash, zsh and their like a word with any sign that a shell reads otherwise stands in single quotes, a single quote in it as
/// '\''. Control and invisible characters would not survive a terminal or a page: a word that has one is written in ASCII and made by
/// printf.
/// </para>
/// <para>
/// On Windows cmd and PowerShell share double quotes only, and only for words without " $ ` % and !; those words stand in double quotes and
/// hold for both. Any other word stands in single quotes as PowerShell reads them; cmd has no quotes that hold it.
/// </para>
/// </summary>
public static class Shell
{
    /// <summary>What studies and trainings are repeated with.</summary>
    private static readonly string[] Repeatable = ["chapter", "train", "compare", "factorial", "claims", "report", "replay"];

    /// <summary>One word of a command, for the shell of the system.</summary>
    /// <param name="word">Any text.</param>
    public static string Quote(string word) => Quote(word ?? throw new ArgumentNullException(nameof(word)), OperatingSystem.IsWindows());

    /// <summary>One word of a command.</summary>
    /// <param name="word">Any text.</param>
    /// <param name="isWindows">For cmd and PowerShell; otherwise for POSIX shells.</param>
    internal static string Quote(string word, bool isWindows) => isWindows ? QuoteForWindows(word) : QuoteForPosix(word);

    /// <summary>
    /// A command that was stored, perhaps by somebody else and on another system, quoted anew for the shell of this one. It must be one that
    /// temper itself prints: words as <see cref="Quote(string)"/> writes them, and
    /// no other sign of a shell; a command of temper's that takes nothing away.
    /// </summary>
    /// <param name="command">Any text.</param>
    /// <returns>The command to paste; null where the text is anything else.</returns>
    public static string? Again(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var words = Words(command);
        if (words is not ["temper", var name, ..] || !Repeatable.Contains(name))
        {
            return null;
        }

        // Words that only PowerShell's quotes hold would act in cmd.
        var quoted = words.Select(Quote).ToList();
        return OperatingSystem.IsWindows() && quoted.Any(word => word.StartsWith('\'')) ? null : string.Join(' ', quoted);
    }

    /// <summary>The words of a command that <see cref="Quote(string)"/> made, on any system; null for any other text.</summary>
    /// <param name="command">Any text.</param>
    public static IReadOnlyList<string>? Words(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var isWindows in new[] { false, true })
        {
            var words = ShellWords.Read(command, isWindows);
            if (words is not null && string.Join(' ', words.Select(word => Quote(word, isWindows))) == command)
            {
                return words;
            }
        }

        return null;
    }

    /// <summary>An option with its value. A value that begins with a dash stands behind "=", or it would be taken for an option.</summary>
    /// <param name="name">"--name".</param>
    /// <param name="value">Any text.</param>
    public static string Option(string name, string value) =>
        (value ?? throw new ArgumentNullException(nameof(value))).StartsWith('-') ? Quote($"{name}={value}") : $"{name} {Quote(value)}";

    private static string QuoteForPosix(string word)
    {
        if (word.Length > 0
            && word[0] != '='
            && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ':' or '.' or '-' or '_' or ',' or '=' or '+'))
        {
            return word;
        }

        // The substitution of a command loses line ends at its end, so these alone stay as they are.
        var body = word.TrimEnd('\n');
        return body.EnumerateRunes().Any(IsInvisible)
            ? $"\"$(printf '{Escapes(body)}')\"{(body.Length < word.Length ? SingleQuotes(word[body.Length..]) : "")}"
            : SingleQuotes(word);
    }

    private static string SingleQuotes(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A format of printf. Whatever means something to it, to a shell or to double quotes is an octal escape.</summary>
    private static string Escapes(string text)
    {
        var format = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii
                ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '/' or '.' or '_' or ',' or '=' or '+' or ':' or ' '
                : !IsInvisible(rune))
            {
                format.Append(rune);
                continue;
            }

            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
            {
                format.Append('\\').Append(Convert.ToString(one, 8).PadLeft(3, '0'));
            }
        }

        return format.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string QuoteForWindows(string word)
    {
        // A comma makes a list in PowerShell; a tilde is a home folder there.
        if (word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or ':' or '.' or '-' or '_' or '=' or '+'))
        {
            return word;
        }

        if (word.All(c => c is not ('"' or '$' or '`' or '%' or '!' or '\u201C' or '\u201D' or '\u201E') && !char.IsControl(c)))
        {
            // Before the closing quote a backslash would make it a sign of the word.
            var ends = word.Length - word.TrimEnd('\\').Length;
            return $"\"{word}{new string('\\', ends)}\"";
        }

        // PowerShell takes typographic single quotes for its own.
        return $"'{string.Concat(word.Select(c => c is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B' ? $"{c}{c}" : c.ToString()))}'";
    }
}
