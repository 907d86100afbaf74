using System.Globalization;
using System.Text;

namespace Temper.Cli.TerminalPictures;

/// <summary>
/// Curves per epoch as lines of text. Lines are braille dots; every curve also has its own marker letter, so that
/// the plot can be read without colours.
/// </summary>
internal static class CharacterPlot
{
    private const string Markers = "ox+*#%@&";
    private const string Reset = "\u001b[0m";

    /// <summary>Colours of curves: the terminal's own bright blue, yellow, green, magenta, cyan, red.</summary>
    private static readonly int[] Colours = [94, 93, 92, 95, 96, 91];

    /// <summary>Draws curves into a frame with labels.</summary>
    /// <param name="title">First line.</param>
    /// <param name="series">The curves, one value per epoch.</param>
    /// <param name="width">Columns of the whole plot, at least 30.</param>
    /// <param name="height">Lines of the frame's inside, at least 3; title, axis and legend come on top.</param>
    /// <param name="isColoured">True to write ANSI colour codes.</param>
    /// <returns>The lines, without line ends and without trailing blanks.</returns>
    public static IReadOnlyList<string> Render(string title, IReadOnlyList<PlotSeries> series, int width, int height, bool isColoured)
    {
        ArgumentNullException.ThrowIfNull(series);
        (width, height) = (Math.Max(width, 30), Math.Max(height, 3));
        double[] finite = [.. series.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        int epochs = series.Count == 0 ? 0 : series.Max(curve => curve.Values.Count);
        var lines = new List<string> { VisibleText.Line(title) };
        if (finite.Length == 0)
        {
            lines.Add(epochs == 0 ? "(no epochs yet)" : "(no finite values: diverged in epoch 1)");
            return lines;
        }

        (double low, double high) = Range(finite);
        string[] labels = [.. Enumerable.Range(0, height).Select(row => Label(high - (high - low) * row / (height - 1), high - low))];
        int margin = labels.Max(label => label.Length) + 2;
        var canvas = new BrailleCanvas(width - margin - 1, height);
        int[] columns = [.. Enumerable.Range(0, epochs).Select(epoch => Dot(epoch, epochs, canvas))];
        for (int index = 0; index < series.Count; index++)
        {
            Draw(canvas, series[index].Values, index, columns, low, high);
        }

        int every = Math.Max(1, (int)Math.Ceiling((height - 1) / 4.0));
        for (int row = 0; row < height; row++)
        {
            bool isLabelled = row % every == 0 && (row == height - 1 || height - 1 - row >= every) || row == height - 1;
            string label = isLabelled ? labels[row].PadLeft(margin - 2) + " ┤" : new string(' ', margin - 1) + "│";
            lines.Add((label + Row(canvas, row, isColoured)).TrimEnd());
        }

        lines.AddRange(EpochAxis(columns, margin, canvas.Columns));
        lines.AddRange(Legend(series, width, isColoured));
        return lines;
    }

    private static (double Low, double High) Range(double[] values)
    {
        (double low, double high) = (values.Min(), values.Max());
        if (high - low <= Math.Max(Math.Abs(high), Math.Abs(low)) * 1e-9)
        {
            double air = high == 0 ? 1 : Math.Abs(high) * 0.1;
            return (low - air, high + air);
        }

        return (low, high);
    }

    private static string Label(double value, double span)
    {
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(span)), 0, 6);
        return Math.Abs(value) >= 1e6 || span < 1e-5
            ? value.ToString("0.00e0", CultureInfo.InvariantCulture)
            : value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Dot column of an epoch; a single epoch stands in the middle.</summary>
    private static int Dot(int epoch, int epochs, BrailleCanvas canvas) =>
        epochs == 1 ? canvas.Columns : (int)Math.Round((double)epoch / (epochs - 1) * (2 * canvas.Columns - 1));

    private static void Draw(BrailleCanvas canvas, IReadOnlyList<double> values, int colour, int[] columns, double low, double high)
    {
        int Height(int epoch) => (int)Math.Round((1 - (values[epoch] - low) / (high - low)) * (4 * canvas.Rows - 1));

        for (int epoch = 1; epoch < values.Count; epoch++)
        {
            if (double.IsFinite(values[epoch]) && double.IsFinite(values[epoch - 1]))
            {
                canvas.Line(columns[epoch - 1], Height(epoch - 1), columns[epoch], Height(epoch), colour);
            }
        }

        // Markers keep a distance, and those of different curves are shifted against each other in long runs.
        int spacing = columns.Length <= canvas.Columns / 3 ? 0 : 24;
        int next = spacing == 0 ? 0 : colour * 6;
        for (int epoch = 0; epoch < values.Count; epoch++)
        {
            bool isLast = epoch == values.Count - 1;
            if (double.IsFinite(values[epoch]) && (columns[epoch] >= next || isLast))
            {
                canvas.Mark(columns[epoch], Height(epoch), Markers[colour % Markers.Length], colour);
                next = columns[epoch] + spacing;
            }
        }
    }

    private static string Row(BrailleCanvas canvas, int row, bool isColoured)
    {
        var text = new StringBuilder();
        int current = -1;
        for (int column = 0; column < canvas.Columns; column++)
        {
            (char character, int colour) = canvas.Cell(row, column);
            int wanted = character == ' ' ? -1 : colour;
            if (isColoured && wanted != current)
            {
                text.Append(wanted < 0 ? Reset : Colour(wanted));
                current = wanted;
            }

            text.Append(character);
        }

        return isColoured && current >= 0 ? text.Append(Reset).ToString() : text.ToString();
    }

    /// <summary>The lower frame with a tick under some epochs, and their numbers, counted from 1.</summary>
    private static IEnumerable<string> EpochAxis(int[] columns, int margin, int width)
    {
        int widest = columns.Length.ToString(CultureInfo.InvariantCulture).Length + 2;
        int step = RoundStep(columns.Length, Math.Max(1, width / (widest + 4)));
        char[] frame = new string('─', width).ToCharArray();
        char[] numbers = new string(' ', margin + width + 8).ToCharArray();
        int free = 0;
        for (int epoch = 0; epoch < columns.Length; epoch++)
        {
            string number = (epoch + 1).ToString(CultureInfo.InvariantCulture);
            int at = columns[epoch] / 2;
            int start = margin + at - (number.Length - 1) / 2;
            if ((epoch == 0 || (epoch + 1) % step == 0) && start >= free)
            {
                frame[at] = '┬';
                number.CopyTo(numbers.AsSpan(start));
                free = start + number.Length + 1;
            }
        }

        yield return new string(' ', margin - 1) + "└" + new string(frame);
        yield return new string(numbers).TrimEnd();
        yield return new string(' ', margin + Math.Max(0, width / 2 - 3)) + "epoch";
    }

    /// <summary>The first of 1, 2, 5, 10, 20, 50... that needs no more labels than there is room for.</summary>
    private static int RoundStep(int count, int labels)
    {
        for (int power = 1; ; power *= 10)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (count / (power * digit) <= labels)
                {
                    return power * digit;
                }
            }
        }
    }

    private static IEnumerable<string> Legend(IReadOnlyList<PlotSeries> series, int width, bool isColoured)
    {
        string line = "";
        int used = 0;
        for (int index = 0; index < series.Count; index++)
        {
            string entry = $"  {Markers[index % Markers.Length]} {VisibleText.Line(series[index].Name)}";
            if (used > 0 && used + CellText.Width(entry) > width)
            {
                yield return line;
                (line, used) = ("", 0);
            }

            line += isColoured ? Colour(index) + entry + Reset : entry;
            used += CellText.Width(entry);
        }

        yield return line;

        string[] diverged = [.. series.Where(curve => curve.Values.Any(value => !double.IsFinite(value))).Select(Diverged)];
        if (diverged.Length > 0)
        {
            yield return "  " + string.Join(", ", diverged);
        }
    }

    private static string Diverged(PlotSeries curve)
    {
        int epoch = Enumerable.Range(0, curve.Values.Count).First(index => !double.IsFinite(curve.Values[index])) + 1;
        return $"{VisibleText.Line(curve.Name)} diverged in epoch {epoch.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string Colour(int index) =>
        $"\u001b[{Colours[index % Colours.Length].ToString(CultureInfo.InvariantCulture)}m";
}
