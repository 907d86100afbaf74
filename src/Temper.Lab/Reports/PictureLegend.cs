namespace Temper.Lab.Reports;

/// <summary>The key of a whole picture: samples with their words, centred, in as many lines as they need.</summary>
internal sealed class PictureLegend
{
    /// <summary>Width of the samples.</summary>
    public const double SampleWidth = 24;

    private const double Size = 12;
    private const double Line = 20;
    private const double Gap = 20;
    private const double AirAbove = 7;

    private readonly List<List<(LegendEntry Entry, string Text)>> lines = [];

    /// <summary>Breaks the entries into lines; nothing is drawn yet.</summary>
    /// <param name="entries">The samples.</param>
    /// <param name="room">Width of a line.</param>
    public PictureLegend(IEnumerable<LegendEntry> entries, double room)
    {
        double used = double.PositiveInfinity;
        foreach (LegendEntry entry in entries)
        {
            string text = TextFit.Shorten(entry.Text, room - SampleWidth - 6, Size);
            if (used + Gap + Width(text) > room)
            {
                lines.Add([]);
                used = -Gap;
            }

            lines[^1].Add((entry, text));
            used += Gap + Width(text);
        }
    }

    /// <summary>Height of all lines with the air above them.</summary>
    public double Height => lines.Count == 0 ? 0 : AirAbove + lines.Count * Line;

    /// <summary>Draws the lines.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="centre">Middle of the lines.</param>
    /// <param name="top">Where the air above the first line begins.</param>
    public void Draw(SvgWriter svg, double centre, double top)
    {
        svg.BeginGroup("tp-legend");
        double y = top + AirAbove + Line / 2;
        foreach (List<(LegendEntry Entry, string Text)> line in lines)
        {
            double x = centre - (line.Sum(part => Width(part.Text)) + Gap * (line.Count - 1)) / 2;
            foreach ((LegendEntry entry, string text) in line)
            {
                entry.Sample(svg, x, y);
                svg.Text(x + SampleWidth + 6, y + Size * 0.35, text, "", Size);
                x += Width(text) + Gap;
            }

            y += Line;
        }

        svg.EndGroup();
    }

    private static double Width(string text) => SampleWidth + 6 + TextFit.Width(text, Size);
}
