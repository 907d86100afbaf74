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
    private OutputOrder? turns;
    private int index;

    public Terminal Terminal { get; } = terminal;

    /// <summary>Whether standard output carries one JSON document.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether only results and errors are wanted.</summary>
    public bool IsQuiet { get; } = quiet;

    /// <summary>Whether curves and pictures may be drawn with characters: a person reads standard output, in colour.</summary>
    public bool DrawsPictures => Terminal is { IsOutTerminal: true, HasColours: true } && !IsJson && !IsQuiet;

    /// <summary>A report for one of several trainings that run side by side and are told one after the other.</summary>
    public Report InTurn(OutputOrder turns, int index) => new(Terminal, IsJson, IsQuiet) { whole = this, turns = turns, index = index };

    /// <summary>Columns that lines for people may occupy; null where they go to a file or a pipe, and then they are as wide as they are.</summary>
    public int? Columns => IsJson ? ErrorColumns : Terminal.IsOutTerminal ? Terminal.Size.Width : null;

    private int? ErrorColumns => Terminal.IsErrorTerminal ? Terminal.Size.Width : null;

    private TextWriter People => IsJson ? Terminal.Error : Terminal.Out;

    /// <summary>A line of the result. On a terminal it is folded between words.</summary>
    public void Result(string line = "") => WriteAll(People, Folded(VisibleText.Line(line), Columns));

    /// <summary>A line that --quiet leaves out.</summary>
    public void Info(string line = "")
    {
        if (!IsQuiet)
        {
            Result(line);
        }
    }

    /// <summary>Lines of a picture with the terminal's codes, drawn to fit; whoever draws cleans its text.</summary>
    public void Drawn(IReadOnlyList<string> lines) => Write(IsJson, string.Join(People.NewLine, lines), isDrawn: true);

    /// <summary>A name with its value, which is folded beside it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">One line or several.</param>
    /// <param name="at">The column where values begin.</param>
    public void Field(string name, string value, int at)
    {
        var start = VisibleText.Line(name).PadRight(at);
        foreach (var line in value.ReplaceLineEndings("\n").Split('\n').Select(line => start + VisibleText.Line(line)))
        {
            WriteAll(People, Columns is { } columns ? TextFold.Prose(line, columns, at, Terminal.Paths) : [line]);
            start = new string(' ', at);
        }
    }

    /// <summary>A file or folder, which stays whole: beside what it is, or below it where both are too wide. --quiet leaves it out.</summary>
    public void Place(string what, string path)
    {
        if (!IsQuiet)
        {
            var (name, place) = (VisibleText.Line(what), VisibleText.Line(path));
            WriteAll(People, Fits($"{name}: {place}", Columns) ? [$"{name}: {place}"] : [$"{name}:", place]);
        }
    }

    /// <summary>A warning, always shown, on standard error.</summary>
    public void Warning(string line) => WriteAll(Terminal.Error, Folded(VisibleText.Line($"warning: {line}"), ErrorColumns));

    /// <summary>A warning that ends with a command, which can be pasted from any terminal.</summary>
    /// <param name="line">The warning.</param>
    /// <param name="command">Its words as <see cref="Shell"/> quotes them.</param>
    public void Warning(string line, string command)
    {
        var warning = VisibleText.Line($"warning: {line}:");
        WriteAll(Terminal.Error, Fits($"{warning} {command}", ErrorColumns)
            ? [$"{warning} {command}"]
            : [.. Folded(warning, ErrorColumns), .. TextFold.Command(command, ErrorColumns!.Value)]);
    }

    /// <summary>A line of the result that ends with a command.</summary>
    /// <param name="what">What it does.</param>
    /// <param name="command">Its words as <see cref="Shell"/> quotes them.</param>
    /// <param name="at">The column where it begins, one less.</param>
    public void Command(string what, string command, int at = 0)
    {
        var line = VisibleText.Line(what);
        WriteAll(People, Fits($"{line.PadRight(at)} {command}", Columns)
            ? [$"{line.PadRight(at)} {command}"]
            : [.. Folded(line, Columns), .. TextFold.Command(command, Columns!.Value)]);
    }

    /// <summary>The JSON document, on standard output.</summary>
    public void Document(string json) => Write(isError: false, VisibleText.Json(json));

    /// <summary>The document that was asked for instead, Markdown or CSV, on standard output.</summary>
    public void Page(string text) => Write(isError: false, text);

    private static bool Fits(string line, int? columns) => columns is not { } most || CellText.Width(line) <= most;

    private IReadOnlyList<string> Folded(string line, int? columns) =>
        columns is { } most ? TextFold.Prose(line, most, paths: Terminal.Paths) : [line];

    private void WriteAll(TextWriter writer, IReadOnlyList<string> lines) => Write(writer == Terminal.Error, string.Join(writer.NewLine, lines));

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
            if (turns.IsCurrent(index))
            {
                whole!.Progress(label, share, details);
            }

            return;
        }

        var line = ProgressLine.Of(
            VisibleText.Line(label), share, VisibleText.Line(details), Math.Max(0, Terminal.Size.Width - 1), Terminal.HasColours);
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
            turns.Write(index, whole!.ClearProgress);
            return;
        }

        lock (gate)
        {
            footer.Progress(null);
        }
    }

    /// <summary>
    /// Draws lines below everything that is written, in the place of those before; none takes them away. For a terminal with ANSI codes.
    /// </summary>
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

    private void Write(bool isError, string line, bool isDrawn = false)
    {
        if (turns is not null)
        {
            turns.Write(index, () => whole!.Write(isError, line, isDrawn));
            return;
        }

        lock (gate)
        {
            footer.Above(() =>
            {
                var writer = isError ? Terminal.Error : Terminal.Out;
                if (isDrawn)
                {
                    Terminal.Draw(isError, line + writer.NewLine);
                }
                else
                {
                    writer.WriteLine(line);
                }

                writer.Flush();
            });
        }
    }
}
