using System.Globalization;
using System.Text;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>
/// What stands below the lines on a terminal while something goes on: a picture of several lines, under it the progress
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
    private bool isCursorHidden;

    /// <summary>Draws a picture in the place of the one before; without lines it goes, and the cursor comes back.</summary>
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

    /// <summary>Takes everything away until the next drawing, and shows the cursor.</summary>
    public void Suspend()
    {
        TakeAway();
        Cursor(isHidden: false);
    }

    private void Draw()
    {
        string[] lines = progress is null ? [.. picture] : [.. picture, progress];
        if (lines.Length == 0)
        {
            Suspend();
            return;
        }

        Cursor(isHidden: picture.Count > 0);
        var text = new StringBuilder(ToTop());
        if (terminal.HasColours)
        {
            // One write, and each line over the old one: erasing all first would flicker.
            text.AppendJoin(EraseLine + "\r\n", lines).Append(EraseBelow);
        }
        else
        {
            text.Append(CellText.Pad(lines[^1], terminal.Size.Width - 1));
        }

        terminal.Error.Write(text.ToString());
        terminal.Error.Flush();
        drawn = lines.Length;
    }

    private void TakeAway()
    {
        if (drawn > 0)
        {
            terminal.Error.Write(ToTop() + (terminal.HasColours ? EraseBelow : new string(' ', Math.Max(0, terminal.Size.Width - 1)) + '\r'));
            terminal.Error.Flush();
            drawn = 0;
        }
    }

    /// <summary>To the first cell of what is drawn: the cursor waits at the end of its last line.</summary>
    private string ToTop() => drawn > 1 ? string.Create(CultureInfo.InvariantCulture, $"\r\u001b[{drawn - 1}A") : "\r";

    private void Cursor(bool isHidden)
    {
        if (isHidden != isCursorHidden)
        {
            terminal.Error.Write(isHidden ? HideCursor : ShowCursor);
            terminal.Error.Flush();
            isCursorHidden = isHidden;
        }
    }
}
