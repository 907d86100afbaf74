namespace Temper.Lab.Reports;

/// <summary>A picture of one report: drawn when it is first asked for, and never again.</summary>
/// <param name="fileName">Its file, beside the report.</param>
/// <param name="section">Heading of the part of the page it stands in.</param>
/// <param name="caption">What stands below it.</param>
/// <param name="draw">Draws it.</param>
internal sealed class DrawnFigure(string fileName, string section, string caption, Func<string> draw)
{
    private readonly Lazy<string> svg = new(draw);

    /// <summary>Its file, beside the report.</summary>
    public string FileName => fileName;

    /// <summary>Heading of the part of the page it stands in.</summary>
    public string Section => section;

    /// <summary>The picture as SVG.</summary>
    public string Svg => svg.Value;

    /// <summary>It in the page.</summary>
    public ReportFigure InPage => new(Svg, caption);

    /// <summary>Those that a report has, in the order of the list.</summary>
    /// <typeparam name="T">What they are drawn from.</typeparam>
    /// <param name="about">What the report is about.</param>
    /// <param name="all">All kinds of pictures of such reports.</param>
    public static IReadOnlyList<DrawnFigure> Of<T>(T about, IEnumerable<Figure<T>> all) =>
        [.. all
            .Where(figure => figure.IsIn(about))
            .Select(figure => new DrawnFigure(figure.FileName, figure.Section, figure.Caption, () => figure.Draw(about)))];
}
