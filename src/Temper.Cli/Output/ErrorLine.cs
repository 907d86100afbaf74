using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>Errors of a command: one line each, on a terminal folded between words.</summary>
internal static class ErrorLine
{
    /// <summary>Writes an error on standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="message">What is wrong; its line ends become blanks, other control characters are made harmless.</param>
    public static void Write(Terminal terminal, string message)
    {
        var line = $"temper: {CellText.Clean(message.ReplaceLineEndings(" ").Trim())}";
        foreach (var part in terminal.IsErrorTerminal ? TextFold.Prose(line, terminal.Size.Width, paths: terminal.Paths) : [line])
        {
            terminal.Error.WriteLine(part);
        }
    }
}
