namespace Temper.Data;

/// <summary>Text of others (paths, messages of the system, names in files) made fit for a one-line message.</summary>
internal static class OneLine
{
    /// <summary>Control characters become question marks, and the text is cut at 400 characters.</summary>
    public static string Of(string text)
    {
        const int most = 400;
        var cut = text.Length > most ? string.Concat(text.AsSpan(0, most), "...") : text;
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c)) : cut;
    }

    /// <summary>
    /// What the system said of a failed file operation, without the path (the caller names the file) and full stop.
    /// </summary>
    public static string OfFileError(Exception error) => error switch
    {
        UnauthorizedAccessException => "no permission",
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        _ => Of(error.Message).TrimEnd('.'),
    };
}
