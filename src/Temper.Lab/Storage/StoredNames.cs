using System.Text.RegularExpressions;

namespace Temper.Lab.Storage;

/// <summary>
/// Texts of a store that become more than text: the name of a folder. A store may come from anybody, so they are looked at where they are
/// read. (Commands are looked at where they are shown: Shell.Again.)
/// </summary>
internal static partial class StoredNames
{
    /// <summary>The kind of a study, which is in the name of its folder.</summary>
    /// <exception cref="FormatException">It is not a short word of small letters.</exception>
    public static string Kind(string? text) => IsKind(text) ? text! : throw new FormatException("the kind of a study is not a word of small letters");

    /// <summary>Whether that can be the kind of a study.</summary>
    public static bool IsKind(string? text) => text is not null && KindPattern().IsMatch(text);

    [GeneratedRegex(@"^[a-z]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KindPattern();
}
