namespace Temper.Cli.Output;

/// <summary>Commands that are printed for people to copy.</summary>
internal static class Shell
{
    /// <summary>A word as it is, or in quotes when it has blanks or signs that shells read otherwise.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || c is '/' or '\\' or ':' or '.' or '-' or '_' or ',' or '=' or '+') ? word : $"\"{word}\"";
}
