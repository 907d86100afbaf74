using System.Globalization;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>
/// What a command says. Lines for people go to standard output, or to standard error when that carries a JSON
/// document; a progress line and a picture that moves live below them, on standard error and only on a terminal.
/// </summary>
internal sealed class Report(Terminal terminal, bool json, bool quiet)
{
    private const int BarWidth = 24;

    private readonly Lock gate = new();
    private readonly Footer footer = new(terminal);
    private Report? whole;
    private Turns? turns;
    private int index;

    public Terminal Terminal { get; } = terminal;

    /// <summary>Whether standard output carries one JSON document.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether only results and errors are wanted.</summary>
    public bool IsQuiet { get; } = quiet;

    /// <summary>Whether curves and pictures may be drawn with characters: a person reads standard output, in colour.</summary>
    public bool DrawsPictures => Terminal is { IsOutTerminal: true, HasColours: true } && !IsJson && !IsQuiet;

    /// <summary>A report for one of several trainings that run side by side and are told one after the other.</summary>
    public Report InTurn(Turns turns, int index) => new(Terminal, IsJson, IsQuiet) { whole = this, turns = turns, index = index };

    private TextWriter People => IsJson ? Terminal.Error : Terminal.Out;

    /// <summary>A line of the result.</summary>
    public void Result(string line = "") => Write(People, line);

    /// <summary>A line that --quiet leaves out.</summary>
    public void Info(string line = "")
    {
        if (!IsQuiet)
        {
            Write(People, line);
        }
    }

    /// <summary>A warning, always shown, on standard error.</summary>
    public void Warning(string line) => Write(Terminal.Error, $"warning: {line}");

    /// <summary>The JSON document.</summary>
    public void Document(string json) => Write(Terminal.Out, json);

    /// <summary>Shows how far something has got; without a terminal, nothing.</summary>
    /// <param name="label">What is going on.</param>
    /// <param name="share">0 to 1.</param>
    /// <param name="details">Loss, accuracy, speed, time left...</param>
    public void Progress(string label, double share, string details)
    {
        if (IsQuiet || !Terminal.IsErrorTerminal)
        {
            return;
        }

        if (turns is not null)
        {
            if (turns.IsSpeaking(index))
            {
                whole!.Progress(label, share, details);
            }

            return;
        }

        var columns = Math.Max(0, Terminal.Size.Width - 1);
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        var bar = new string('━', filled) + new string(Terminal.HasColours ? '─' : ' ', BarWidth - filled);
        var text = string.Create(CultureInfo.InvariantCulture, $"{label} {bar} {100 * share,3:F0}%  {details}");
        lock (gate)
        {
            footer.Progress(CellText.Cut(text, columns));
        }
    }

    /// <summary>Takes the progress line away.</summary>
    public void ClearProgress()
    {
        if (turns is not null)
        {
            turns.Say(index, whole!.ClearProgress);
            return;
        }

        lock (gate)
        {
            footer.Progress(null);
        }
    }

    /// <summary>Draws lines below everything that is written, in the place of those before; none takes them away. For a terminal with ANSI codes.</summary>
    /// <param name="lines">Lines that fit the terminal.</param>
    public void Picture(IReadOnlyList<string> lines)
    {
        if (turns is not null)
        {
            throw new InvalidOperationException("a training that waits for its turn draws no picture; draw it with the report of the whole.");
        }

        lock (gate)
        {
            footer.Picture(lines);
        }
    }

    private void Write(TextWriter writer, string line)
    {
        if (turns is not null)
        {
            turns.Say(index, () => whole!.Write(writer, line));
            return;
        }

        lock (gate)
        {
            footer.Above(() =>
            {
                writer.WriteLine(line);
                writer.Flush();
            });
        }
    }
}
