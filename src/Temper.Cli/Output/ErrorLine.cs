namespace Temper.Cli.Output;

/// <summary>Errors of a command: one line each, on a terminal folded between words.</summary>
internal static class ErrorLine
{
    /// <summary>No message of ours is longer; the names of some files are.</summary>
    private const int Longest = 4000;

    /// <summary>Writes an error on standard error.</summary>
    /// <param name="message">
    /// What is wrong; line ends become blanks. Of one that is too long the middle is left out: the end says the way out.
    /// </param>
    public static void Write(Terminal terminal, string message)
    {
        var text = VisibleText.Line(message).Trim();
        var line = $"temper: {(text.Length <= Longest ? text : VisibleText.Line($"{text[..(Longest / 2)]} ... {text[^(Longest / 2)..]}"))}";
        foreach (var part in terminal.IsErrorTerminal ? TextFold.Prose(line, terminal.Size.Width, paths: terminal.Paths) : [line])
        {
            terminal.Error.WriteLine(part);
        }
    }
}
