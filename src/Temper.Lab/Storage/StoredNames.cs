using System.Text.RegularExpressions;

namespace Temper.Lab.Storage;

/// <summary>
/// Texts of a store that become more than text: a folder's name, a line that is pasted into a shell. A store may come from anybody, so they
/// are looked at where they are read.
/// </summary>
internal static partial class StoredNames
{
    /// <summary>What stands for a command that is not shown. Behind the sign of a comment nothing is carried out.</summary>
    public const string HiddenCommand = "# the stored command is not shown: it is not of the form that temper writes";

    private const int LongestCommand = 1 << 16;

    /// <summary>The kind of a study, which is in the name of its folder.</summary>
    /// <exception cref="FormatException">It is not a short word of small letters.</exception>
    public static string Kind(string? text) => text is not null && KindPattern().IsMatch(text) ? text : throw new FormatException("the kind of a study is not a word of small letters");

    /// <summary>A command to be pasted into a shell of this system, or <see cref="HiddenCommand"/>.</summary>
    /// <param name="text">The stored text.</param>
    public static string Command(string? text) => Command(text, OperatingSystem.IsWindows());

    /// <summary>A command to be pasted, or <see cref="HiddenCommand"/>: one that begins a study, with words that no shell reads otherwise.</summary>
    /// <param name="text">The stored text.</param>
    /// <param name="isWindows">For cmd and PowerShell; otherwise for POSIX shells.</param>
    public static string Command(string? text, bool isWindows) =>
        text is not null && text.Length <= LongestCommand && (isWindows ? WindowsPattern() : PosixPattern()).IsMatch(text) ? text : HiddenCommand;

    [GeneratedRegex(@"^[a-z]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KindPattern();

    // A word is made of parts that touch: bare signs; '...'; the quote \' between two of them; "$(printf '...')" of letters and octal escapes.
    [GeneratedRegex(
        """^temper (compare|factorial|claims)( ([A-Za-z0-9/:.\-_,=+]|'[^'\p{Cc}\p{Cf}\u2028\u2029]*'|\\'|"\$\(printf '([A-Za-z0-9/._,=+: ]|[^\x00-\x7F\p{Cc}\p{Cf}\u2028\u2029]|\\[0-7]{3})*'\)")+)*\z""",
        RegexOptions.CultureInvariant)]
    private static partial Regex PosixPattern();

    // Bare signs, or "..." without anything that acts in cmd or PowerShell. Single quotes hold nothing in cmd, so words that need them are not shown.
    [GeneratedRegex("""^temper (compare|factorial|claims)( ([A-Za-z0-9/\\:.\-_=+]+|"[^"$`%!\p{Cc}\p{Cf}\u2028\u2029\u201C-\u201E]*"))*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex WindowsPattern();
}
