using System.Globalization;
using System.Text;
using Temper.Cli.TerminalPictures;

namespace Temper.Tests.Cli;

/// <summary>
/// A terminal of some size for tests: what is written to it becomes what a person sees. It knows the few codes that temper
/// writes, fails at any other, and wraps and scrolls as terminals do.
/// </summary>
internal sealed class ScreenEmulator(int width, int height) : StringWriter
{
    private const string Continuation = "";

    private readonly Lock _lock = new();
    private readonly List<string[]> _rows = [Blank(width)];
    private readonly List<(int Row, int Column, int Colour)> _colours = [];
    private int _row;
    private int _column;
    private int _colour;

    public (int Width, int Height) Size => (width, height);

    public bool IsCursorHidden { get; private set; }

    /// <summary>Whether a person saw the cursor jump upwards.</summary>
    public bool HasJumped { get; private set; }

    /// <summary>Whether a line was ever too long.</summary>
    public bool HasWrapped { get; private set; }

    /// <summary>Calls of Write and WriteLine.</summary>
    public int Writes { get; private set; }

    /// <summary>All lines from the first, without trailing blanks and empty lines at the end.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                var lines = _rows.Select(row => string.Concat(row).TrimEnd()).ToList();
                while (lines.Count > 0 && lines[^1].Length == 0)
                {
                    lines.RemoveAt(lines.Count - 1);
                }

                return [.. lines];
            }
        }
    }

    /// <summary>The line that begins with a text.</summary>
    public string Line(string start) => Lines.Single(line => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The colour of the first cell that shows a sign.</summary>
    public int ColourOf(string sign)
    {
        lock (_lock)
        {
            var row = _rows.FindIndex(cells => cells.Contains(sign));
            var column = Array.IndexOf(_rows[row], sign);
            return _colours.Last(at => at.Row == row && at.Column == column).Colour;
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write(value + "\r\n");

    public override void Write(string? value)
    {
        lock (_lock)
        {
            Writes++;
            var text = value ?? "";
            for (var i = 0; i < text.Length;)
            {
                if (text[i] == '\u001b')
                {
                    var end = i + 2;
                    while (!char.IsAsciiLetter(text[end]))
                    {
                        end++;
                    }

                    Code(text[(i + 2)..end], text[end]);
                    i = end + 1;
                    continue;
                }

                var rune = Rune.GetRuneAt(text, i);
                Put(rune.ToString());
                i += rune.Utf16SequenceLength;
            }
        }
    }

    private void Code(string argument, char letter)
    {
        switch (letter)
        {
            case 'A':
                HasJumped |= !IsCursorHidden;

                // No further than to the first line of the window.
                _row = Math.Max(Math.Max(0, _rows.Count - height), _row - int.Parse(argument, CultureInfo.InvariantCulture));
                break;
            case 'K' when argument.Length == 0:
                Array.Fill(_rows[_row], " ", _column, width - _column);
                break;
            case 'J' when argument.Length == 0:
                Array.Fill(_rows[_row], " ", _column, width - _column);
                _rows.Skip(_row + 1).ToList().ForEach(row => Array.Fill(row, " "));
                break;
            case 'm':
                _colour = int.Parse(argument, CultureInfo.InvariantCulture);
                break;
            case 'h' or 'l' when argument == "?25":
                IsCursorHidden = letter == 'l';
                break;
            default:
                throw new NotSupportedException($"the test's terminal does not know {argument}{letter}");
        }
    }

    private void Put(string sign)
    {
        if (sign == "\r")
        {
            _column = 0;
            return;
        }

        if (sign == "\n")
        {
            NextRow();
            return;
        }

        var cells = CellText.Width(sign);
        if (_column + cells > width)
        {
            HasWrapped = true;
            _column = 0;
            NextRow();
        }

        _rows[_row][_column] = sign;
        _colours.Add((_row, _column, _colour));
        if (cells == 2)
        {
            _rows[_row][_column + 1] = Continuation;
        }

        _column += cells;
    }

    private void NextRow()
    {
        _row++;
        if (_row == _rows.Count)
        {
            _rows.Add(Blank(width));
        }
    }

    private static string[] Blank(int width) => [.. Enumerable.Repeat(" ", width)];
}
