namespace Temper.Lab.Reports;

/// <summary>The title of a picture and the smaller line below it, wrapped to the picture's width.</summary>
internal sealed class TitleBlock
{
    private const double TitleSize = 18;
    private const double SubtitleSize = 12.5;
    private const double TitleLine = 23;
    private const double SubtitleLine = 17;
    private const double Above = 10;

    private readonly IReadOnlyList<string> titles;
    private readonly IReadOnlyList<string> subtitles;

    /// <summary>Wraps the texts; nothing is drawn yet.</summary>
    public TitleBlock(string title, string subtitle, double room)
    {
        titles = TextFit.Wrap(title, room, TitleSize, bold: true);
        subtitles = subtitle.Length == 0 ? [] : TextFit.Wrap(subtitle, room, SubtitleSize);
    }

    /// <summary>Height from the picture's upper edge to below the last line.</summary>
    public double Height => Above + titles.Count * TitleLine + subtitles.Count * SubtitleLine + 2;

    /// <summary>Draws the lines at the top of the picture.</summary>
    public void Draw(SvgWriter svg, double centre)
    {
        double y = Above;
        foreach (string line in titles)
        {
            y += TitleLine;
            svg.Text(centre, y - 3, line, "tp-bold", TitleSize, TextAnchor.Middle);
        }

        foreach (string line in subtitles)
        {
            y += SubtitleLine;
            svg.Text(centre, y, line, "tp-soft", SubtitleSize, TextAnchor.Middle);
        }
    }
}
