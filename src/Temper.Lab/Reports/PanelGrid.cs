namespace Temper.Lab.Reports;

/// <summary>
/// Places equal panels in rows, as many in a row as are readable and all rows about equally full; the picture grows
/// downwards. A few panels are larger each and the picture narrower.
/// </summary>
internal sealed class PanelGrid
{
    private const double Widest = 1000;
    private const double Narrowest = 500;
    private const double Margin = 24;

    private readonly int columns;
    private readonly double left;
    private readonly double gap;

    /// <summary>Computes the grid.</summary>
    /// <param name="count">How many panels, at least one.</param>
    /// <param name="atMost">How many in one row at most.</param>
    /// <param name="labels">Room on the left of a row for the labels of its panels.</param>
    /// <param name="gap">Room between two panels.</param>
    /// <param name="largest">Width of a panel at most.</param>
    public PanelGrid(int count, int atMost, double labels, double gap, double largest = 400)
    {
        int rows = (count + atMost - 1) / atMost;
        columns = (count + rows - 1) / rows;
        this.gap = gap;
        PanelWidth = Math.Floor(Math.Min(largest, (Widest - labels - Margin - gap * (columns - 1)) / columns));
        double used = labels + Margin + columns * PanelWidth + (columns - 1) * gap;
        Width = Math.Max(used, Narrowest);
        left = labels + (Width - used) / 2;
    }

    /// <summary>Width of the whole picture.</summary>
    public double Width { get; }

    /// <summary>Width of one panel's frame.</summary>
    public double PanelWidth { get; }

    /// <summary>Panels in a full row.</summary>
    public int Columns => columns;

    /// <summary>Left edge of the first panel of every row.</summary>
    public double First => left;

    /// <summary>Room for text of the picture.</summary>
    public double TextRoom => Width - 2 * Margin;

    /// <summary>Whether a panel is the first of its row, which has the labels.</summary>
    public bool IsFirst(int index) => index % columns == 0;

    /// <summary>Upper edges of the panels' frames, one per panel, and where the last row ends.</summary>
    /// <param name="top">Upper edge of the first row.</param>
    /// <param name="above">Room that a panel needs above its frame; its row has as much as the largest of its panels.</param>
    /// <param name="frame">Height of a frame.</param>
    /// <param name="below">Room that a panel needs below its frame; likewise.</param>
    public (double[] Tops, double End) Rows(double top, IReadOnlyList<double> above, double frame, IReadOnlyList<double> below)
    {
        double[] tops = new double[above.Count];
        for (int first = 0; first < tops.Length; first += columns)
        {
            int[] row = [.. Enumerable.Range(first, Math.Min(columns, tops.Length - first))];
            top += row.Max(index => above[index]);
            Array.Fill(tops, top, first, row.Length);
            top += frame + row.Max(index => below[index]);
        }

        return (tops, top);
    }

    /// <summary>Left edge of a panel's frame.</summary>
    public double Left(int index) => left + index % columns * (PanelWidth + gap);
}
