using System.Globalization;
using System.Text;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>
/// What stands below the lines on a terminal while work is in progress: a picture of several lines, under it the progress
/// line, or one of them. It is taken away before a line is written and drawn again below. <see cref="Report"/> holds its
/// lock around every call.
/// </summary>
internal sealed class Footer(Terminal terminal)
{
    private const string EraseLine = "\u001b[K";
    private const string EraseBelow = "\u001b[J";
    private const string HideCursor = "\u001b[?25l";
    private const string ShowCursor = "\u001b[?25h";

    private IReadOnlyList<string> picture = [];
    private string? progress;
    private int drawn;

    /// <summary>Draws a picture in the place of the one before; without lines it goes.</summary>
    /// <param name="lines">Lines that fit the terminal, which must know ANSI codes.</param>
    public void Picture(IReadOnlyList<string> lines)
    {
        picture = lines;
        Draw();
    }

    /// <summary>Draws the progress line in the place of the one before; null takes it away.</summary>
    public void Progress(string? line)
    {
        progress = line;
        Draw();
    }

    /// <summary>Writes above.</summary>
    public void Above(Action write)
    {
        TakeAway();
        write();
        Draw();
    }

    private void Draw()
    {
        string[] lines = progress is null ? [.. picture] : [.. picture, progress];
        if (lines.Length == 0)
        {
            TakeAway();
            return;
        }

        // Each line over the old one: erasing all of them first would flicker.
        Write(lines.Length, terminal.HasColours
            ? new StringBuilder().AppendJoin(EraseLine + "\r\n", lines).Append(EraseBelow).ToString()
            : CellText.Pad(lines[^1], terminal.Size.Width - 1));
        drawn = lines.Length;
    }

    private void TakeAway()
    {
        if (drawn > 0)
        {
            Write(1, terminal.HasColours ? EraseBelow : CellText.Pad("", terminal.Size.Width - 1) + '\r');
            drawn = 0;
        }
    }

    /// <summary>
    /// Writes from the first cell of what is drawn; the cursor waits at the end of its last line. It is hidden while it runs
    /// over several lines, and no longer: the process may be stopped or ended between two writes, but not in one.
    /// </summary>
    private void Write(int lines, string text)
    {
        var up = drawn > 1 ? string.Create(CultureInfo.InvariantCulture, $"\u001b[{drawn - 1}A") : "";
        terminal.Draw(isError: true, lines > 1 || drawn > 1 ? $"{HideCursor}\r{up}{text}{ShowCursor}" : $"\r{text}");
        terminal.Error.Flush();
    }
}
