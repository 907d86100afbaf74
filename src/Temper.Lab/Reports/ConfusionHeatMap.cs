using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// Which classes are taken for which: one row per true class, one column per guess. The colour of a cell is its share
/// of the row, on a square-root scale so that rare mistakes stay visible; up to 20 classes the counts are written in. Of many
/// classes those most often confused are drawn.
/// </summary>
public static class ConfusionHeatMap
{
    private const int NumbersUpTo = 20;
    private const double LabelRoom = 230;
    private const double Margin = 20;

    /// <summary>Shares marked on the colour scale.</summary>
    private static readonly double[] ScaleMarks = [0, 0.05, 0.25, 0.5, 1];

    /// <summary>Draws the map as an SVG file.</summary>
    /// <param name="data">Counts and names.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">There are not as many names as classes.</exception>
    public static string Render(ConfusionData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Counts.Classes != data.ClassNames.Count)
        {
            throw new ArgumentException(
                $"Expected a name for each of {data.Counts.Classes} classes of the confusion matrix, received {data.ClassNames.Count}.");
        }

        var whole = data;
        data = data.Drawn();
        int classes = data.ClassNames.Count;
        Layout layout = Measure(data);
        var svg = new SvgWriter(layout.Width, layout.Height, data.Title, Describe(whole, data.Subtitle));
        layout.Heading.Draw(svg, layout.Width / 2);
        if (classes == 0)
        {
            svg.Text(layout.Width / 2, layout.Top + 20, whole.ClassNames.Count == 0 ? "no classes" : "no mistakes", "tp-soft", 14, TextAnchor.Middle);
            return svg.Finish();
        }

        Names(svg, data, layout);
        Cells(svg, data, layout);
        Scale(svg, layout);
        return svg.Finish();
    }

    private static Layout Measure(ConfusionData data)
    {
        int classes = data.ClassNames.Count;
        double cell = classes <= 4 ? 72 : classes <= 10 ? 48 : classes <= NumbersUpTo ? 36 : Math.Max(11, 720.0 / classes);
        double nameSize = Math.Clamp(cell - 2, 9, 12);
        string[] names = [.. data.ClassNames.Select(name => TextFit.Shorten(name, LabelRoom, nameSize))];
        double widest = classes == 0 ? 0 : names.Max(name => TextFit.Width(name, nameSize));
        double slant = widest <= cell - 4 ? 0 : cell >= 24 ? -45 : -90;
        double namesBelow = slant == 0 ? 18 : slant == -45 ? widest * 0.71 + 16 : widest + 10;

        double side = classes * cell;
        double left = Margin + 24 + widest + 8;
        double used = left + side + Margin + 6;
        double width = Math.Max(used, 440);
        left += (width - used) / 2;
        var heading = new TitleBlock(data.Title, data.Subtitle, width - 2 * Margin);
        double top = heading.Height + 14;
        double guessTitle = top + side + namesBelow + 18;
        return new Layout(heading, names, cell, nameSize, slant, left, top, width, guessTitle + 72, guessTitle, left - widest - 24);
    }

    private static void Names(SvgWriter svg, ConfusionData data, Layout layout)
    {
        double side = layout.Cell * layout.Names.Length;
        for (int label = 0; label < layout.Names.Length; label++)
        {
            double centre = (label + 0.5) * layout.Cell;

            // A name too long for its room is shortened; the tooltip has it in full.
            svg.BeginGroup("tp-name", data.ClassNames[label]);
            svg.Text(layout.Left - 8, layout.Top + centre + layout.NameSize * 0.35, layout.Names[label], "", layout.NameSize, TextAnchor.End);
            double x = layout.Left + centre;
            double y = layout.Top + side;
            if (layout.Slant == 0)
            {
                svg.Text(x, y + 16, layout.Names[label], "", layout.NameSize, TextAnchor.Middle);
            }
            else
            {
                bool isUpright = layout.Slant == -90;
                svg.Text(
                    x + (isUpright ? layout.NameSize * 0.35 : 5),
                    y + (isUpright ? 7 : 13),
                    layout.Names[label],
                    "",
                    layout.NameSize,
                    TextAnchor.End,
                    layout.Slant);
            }

            svg.EndGroup();
        }

        svg.Text(layout.Left + side / 2, layout.GuessTitle + 4, "guess", "tp-bold", 13, TextAnchor.Middle);
        svg.Text(layout.TrueTitle, layout.Top + side / 2, "true", "tp-bold", 13, TextAnchor.Middle, -90);
    }

    private static void Cells(SvgWriter svg, ConfusionData data, Layout layout)
    {
        int classes = layout.Names.Length;
        int largest = Enumerable.Range(0, classes).SelectMany(data.Counts.Row).Select(cell => cell.Rows).DefaultIfEmpty().Max();
        double numberSize = Math.Min(12.5, (layout.Cell - 5) / TextFit.Width(Count(largest), 1));
        for (int truth = 0; truth < classes; truth++)
        {
            int total = data.Totals[truth];
            for (int guess = 0; guess < classes; guess++)
            {
                int count = data.Counts[truth, guess];
                double opacity = total == 0 ? 0 : Math.Sqrt((double)count / total);
                double x = layout.Left + guess * layout.Cell;
                double y = layout.Top + truth * layout.Cell;
                if (count > 0)
                {
                    svg.BeginGroup("tp-count", string.Create(
                        CultureInfo.InvariantCulture,
                        $"true {data.ClassNames[truth]}, guess {data.ClassNames[guess]}: {count} of {total} ({100.0 * count / total:F1}%)"));
                    svg.Rectangle(x, y, layout.Cell, layout.Cell, "tp-heat", opacity);
                }

                if (classes <= NumbersUpTo)
                {
                    string style = count == 0 ? "tp-soft" : HeatText.Style(opacity);
                    svg.Text(x + layout.Cell / 2, y + layout.Cell / 2 + numberSize * 0.35, Count(count), style, numberSize, TextAnchor.Middle);
                }

                if (count > 0)
                {
                    svg.EndGroup();
                }
            }
        }

        svg.Rectangle(layout.Left, layout.Top, classes * layout.Cell, classes * layout.Cell, "tp-frame");
    }

    private static void Scale(SvgWriter svg, Layout layout)
    {
        const int Steps = 50;
        const double Length = 300;
        double left = (layout.Width - Length) / 2;
        double top = layout.GuessTitle + 24;
        svg.BeginGroup("tp-scale", "Colour scale: share of the true class, on a square-root scale");
        for (int step = 0; step < Steps; step++)
        {
            svg.Rectangle(left + step * Length / Steps, top, Length / Steps, 10, "tp-heat", (step + 0.5) / Steps);
        }

        svg.Rectangle(left, top, Length, 10, "tp-frame");
        foreach (double mark in ScaleMarks)
        {
            double x = left + Math.Sqrt(mark) * Length;
            svg.Line(x, top + 10, x, top + 14, "tp-frame");
            svg.Text(x, top + 25, string.Create(CultureInfo.InvariantCulture, $"{mark * 100:F0}%"), "tp-soft", 11, TextAnchor.Middle);
        }

        svg.Text(layout.Width / 2, top + 41, "share of the true class", "tp-soft", 11, TextAnchor.Middle);
        svg.EndGroup();
    }

    private static string Describe(ConfusionData data, string subtitle)
    {
        int classes = data.ClassNames.Count;
        int right = data.Counts.RightRows().Sum();
        int all = data.Totals.Sum();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Confusion matrix of {classes} classes, rows true, columns guessed: {right} of {all} rows guessed right. {subtitle}");
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed record Layout(
        TitleBlock Heading, string[] Names, double Cell, double NameSize, double Slant,
        double Left, double Top, double Width, double Height, double GuessTitle, double TrueTitle);
}
