namespace Temper.Cli.TerminalPictures;

/// <summary>
/// A drawing surface of braille characters: each cell holds 2 x 4 dots. A cell has one colour, that of the last dot
/// set in it, and may hold a marker letter in place of its dots.
/// </summary>
internal sealed class BrailleCanvas
{
    private const char Blank = '\u2800';

    /// <summary>Bits of the dots of a braille character by row and column; the fourth row was added later and breaks the order.</summary>
    private static readonly int[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly char[,] cells;
    private readonly int[,] colours;

    /// <summary>An empty surface.</summary>
    /// <param name="columns">Width in cells.</param>
    /// <param name="rows">Height in cells.</param>
    public BrailleCanvas(int columns, int rows)
    {
        (Columns, Rows) = (columns, rows);
        (cells, colours) = (new char[rows, columns], new int[rows, columns]);
    }

    /// <summary>Width in cells; twice as many dots.</summary>
    public int Columns { get; }

    /// <summary>Height in cells; four times as many dots.</summary>
    public int Rows { get; }

    /// <summary>A line of dots between two dots, both included.</summary>
    public void Line(int x1, int y1, int x2, int y2, int colour)
    {
        int steps = Math.Max(1, Math.Max(Math.Abs(x2 - x1), Math.Abs(y2 - y1)));
        for (int step = 0; step <= steps; step++)
        {
            double share = (double)step / steps;
            Dot((int)Math.Round(x1 + (x2 - x1) * share), (int)Math.Round(y1 + (y2 - y1) * share), colour);
        }
    }

    /// <summary>Puts a marker letter into the cell that holds a dot.</summary>
    public void Mark(int x, int y, char marker, int colour)
    {
        cells[y / 4, x / 2] = marker;
        colours[y / 4, x / 2] = colour;
    }

    /// <summary>The character of a cell (a blank where nothing was drawn) and the number of its colour.</summary>
    public (char Character, int Colour) Cell(int row, int column)
    {
        char cell = cells[row, column];
        return (cell == '\0' ? ' ' : cell, colours[row, column]);
    }

    private void Dot(int x, int y, int colour)
    {
        ref char cell = ref cells[y / 4, x / 2];
        if (cell is '\0' or >= Blank)
        {
            cell = (char)((cell == '\0' ? Blank : cell) | Bits[y % 4, x % 2]);
            colours[y / 4, x / 2] = colour;
        }
    }
}
