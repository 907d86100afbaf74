using System.Globalization;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Output;

/// <summary>
/// What a command says. Lines for people go to standard output, or to standard error when that carries a JSON
/// document; a progress line and a picture that moves live below them, on standard error and only on a terminal.
/// </summary>
internal sealed class Report(Terminal terminal, bool json, bool quiet)
{
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

    /// <summary>Columns that lines for people may occupy; null where they go to a file or a pipe, and then they are as wide as they are.</summary>
    public int? Columns => IsJson ? ErrorColumns : Terminal.IsOutTerminal ? Terminal.Size.Width : null;

    private int? ErrorColumns => Terminal.IsErrorTerminal ? Terminal.Size.Width : null;

    private TextWriter People => IsJson ? Terminal.Error : Terminal.Out;

    /// <summary>A line of the result. On a terminal it is folded between words.</summary>
    public void Result(string line = "") => WriteAll(People, Folded(line, Columns));

    /// <summary>A line that --quiet leaves out.</summary>
    public void Info(string line = "")
    {
        if (!IsQuiet)
        {
            Result(line);
        }
    }

    /// <summary>A name with its value, which is folded beside it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">One line or several.</param>
    /// <param name="at">The column where values begin.</param>
    public void Field(string name, string value, int at)
    {
        var start = name.PadRight(at);
        foreach (var line in value.ReplaceLineEndings("\n").Split('\n'))
        {
            WriteAll(People, Columns is { } columns ? TextFold.Prose(start + line, columns, at, Terminal.Paths) : [start + line]);
            start = new string(' ', at);
        }
    }

    /// <summary>A file or folder, which stays whole: beside what it is, or below it where both are too wide. --quiet leaves it out.</summary>
    public void Place(string what, string path)
    {
        if (!IsQuiet)
        {
            WriteAll(People, Fits($"{what}: {path}", Columns) ? [$"{what}: {path}"] : [$"{what}:", path]);
        }
    }

    /// <summary>A warning, always shown, on standard error.</summary>
    public void Warning(string line) => WriteAll(Terminal.Error, Folded($"warning: {line}", ErrorColumns));

    /// <summary>A warning that ends with a command, which can be pasted from any terminal.</summary>
    public void Warning(string line, string command) => WriteAll(Terminal.Error, Fits($"warning: {line}: {command}", ErrorColumns)
        ? [$"warning: {line}: {command}"]
        : [.. Folded($"warning: {line}:", ErrorColumns), .. TextFold.Command(command, ErrorColumns!.Value)]);

    /// <summary>A line of the result that ends with a command.</summary>
    public void Command(string what, string command, int at = 0) => WriteAll(People, Fits($"{what.PadRight(at)} {command}", Columns)
        ? [$"{what.PadRight(at)} {command}"]
        : [.. Folded(what, Columns), .. TextFold.Command(command, Columns!.Value)]);

    /// <summary>The JSON document.</summary>
    public void Document(string json) => Write(Terminal.Out, json);

    private static bool Fits(string line, int? columns) => columns is not { } most || CellText.Width(line) <= most;

    private IReadOnlyList<string> Folded(string line, int? columns) => columns is { } most ? TextFold.Prose(line, most, paths: Terminal.Paths) : [line];

    private void WriteAll(TextWriter writer, IReadOnlyList<string> lines) => Write(writer, string.Join(writer.NewLine, lines));

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

        var line = ProgressLine.Of(label, share, details, Math.Max(0, Terminal.Size.Width - 1), Terminal.HasColours);
        lock (gate)
        {
            footer.Progress(line);
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
