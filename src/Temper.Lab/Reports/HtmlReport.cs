using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Temper.Lab.Reports;

/// <summary>
/// One self-contained HTML page: no scripts, no network, readable in light and dark, on a phone and on paper. A
/// content security policy in the page forbids what the page does not need, whatever its texts contain.
/// </summary>
public static partial class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="data">What it holds.</param>
    /// <returns>The text of the HTML file.</returns>
    /// <exception cref="ArgumentException">A table row has the wrong number of cells, or a figure is not one of ours.</exception>
    public static string Render(HtmlReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n");
        page.Append(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>{SvgWriter.Escape(data.Title)}</title>\n");
        page.Append("<style>").Append(HtmlStyle.Sheet).Append("</style>\n</head>\n<body>\n<header>\n");
        Element(page, "h1", data.Title);
        if (data.Subtitle.Length > 0)
        {
            Element(page, "p", data.Subtitle, "subtitle");
        }

        Notes(page, [.. data.Warnings.Select(warning => new ReportNote(warning, IsWarning: true))]);
        foreach (string result in data.Results)
        {
            Element(page, "p", result, "result");
        }

        if (data.Conditions.Length > 0)
        {
            Element(page, "p", data.Conditions);
        }

        // Who has read the answer sees the picture next, unless something may change how the answer is read.
        Notes(page, [.. data.Notes.Where(note => note.IsWarning)]);
        if (data.Opening is { } opening)
        {
            Figure(page, opening);
        }

        Notes(page, [.. data.Notes.Where(note => !note.IsWarning)]);

        page.Append("</header>\n");
        Contents(page, data.Sections);
        page.Append("<main>\n");
        for (int index = 0; index < data.Sections.Count; index++)
        {
            Section(page, data.Sections[index], index + 1);
        }

        page.Append("</main>\n");
        Footer(page, data.Footer);
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Links to the parts, on a page long enough to need them.</summary>
    private static void Contents(StringBuilder page, IReadOnlyList<ReportSection> sections)
    {
        if (sections.Count < 3)
        {
            return;
        }

        page.Append("<nav aria-label=\"Contents\"><ol>\n");
        for (int index = 0; index < sections.Count; index++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#part-{index + 1}\">{Text(sections[index].Title)}</a></li>\n");
        }

        page.Append("</ol></nav>\n");
    }

    private static void Section(StringBuilder page, ReportSection section, int number)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"part-{number}\">\n");
        Element(page, "h2", section.Title);
        Notes(page, section.Notes);
        foreach (string paragraph in section.Paragraphs)
        {
            Element(page, "p", paragraph);
        }

        foreach ((string what, string command) in section.Commands)
        {
            Command(page, what, command);
        }

        foreach (ReportFigure figure in section.Figures)
        {
            Figure(page, figure);
        }

        foreach (ReportTable table in section.Tables)
        {
            Table(page, table.WithoutEmptyColumns());
        }

        foreach (ReportSettings settings in section.Settings)
        {
            Settings(page, settings);
        }

        page.Append("</section>\n");
    }

    private static void Figure(StringBuilder page, ReportFigure figure)
    {
        string svg = InlineSvg.Prepare(figure.Svg, out bool isWide);
        page.Append(isWide ? "<figure class=\"wide\">" : "<figure>").Append("\n<div class=\"scroll\" tabindex=\"0\">").Append(svg).Append("</div>\n");
        if (figure.Caption.Length > 0)
        {
            Element(page, "figcaption", figure.Caption);
        }

        page.Append("</figure>\n");
    }

    private static void Notes(StringBuilder page, IReadOnlyList<ReportNote> notes)
    {
        foreach (ReportNote note in notes)
        {
            (string style, string word) = note.IsWarning ? ("note warning", "Warning") : ("note", "Note");
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"{style}\"><strong>{word}:</strong> {Text(note.Text)}</p>\n");
        }
    }

    private static void Table(StringBuilder page, ReportTable table)
    {
        page.Append("<div class=\"scroll\" tabindex=\"0\"><table>\n");
        if (table.Caption.Length > 0)
        {
            Element(page, "caption", table.Caption);
        }

        page.Append("<thead><tr>");
        foreach (ReportColumn column in table.Columns)
        {
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{Align(column)}>{Text(column.Header)}</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            if (row.Count != table.Columns.Count)
            {
                throw new ArgumentException($"Table \"{table.Caption}\" has {table.Columns.Count} columns, received a row of {row.Count} cells.");
            }

            page.Append("<tr>");
            for (int index = 0; index < row.Count; index++)
            {
                // The first column names the row, unless it is a number.
                string tag = index == 0 && !table.Columns[0].IsNumber ? "th scope=\"row\"" : "td";
                page.Append(CultureInfo.InvariantCulture, $"<{tag}{Align(table.Columns[index])}>{Text(row[index])}</{tag[..2]}>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static void Settings(StringBuilder page, ReportSettings settings)
    {
        page.Append(settings.IsFolded ? "<details>" : "<details open>");
        page.Append(CultureInfo.InvariantCulture, $"<summary>{Text(settings.Title)}</summary>\n<dl>\n");
        foreach ((string name, string value) in settings.Values)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>{Text(name)}</dt><dd>{Text(value)}</dd></div>\n");
        }

        page.Append("</dl></details>\n");
    }

    private static void Footer(StringBuilder page, ReportFooter footer)
    {
        page.Append("<footer>\n");
        string run = footer.RunId is null ? "" : $" · run <code>{Text(footer.RunId)}</code>";
        page.Append(CultureInfo.InvariantCulture, $"<p>Made by {Text(footer.Version)}{run}</p>\n");
        if (footer.Replay is not null)
        {
            Command(page, "Replay", footer.Replay);
        }

        page.Append("</footer>\n");
    }

    /// <summary>A command as it is pasted: with its blanks and line ends.</summary>
    private static void Command(StringBuilder page, string what, string command) =>
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>{Text(what)}: <code>{string.Join("&#10;", command.Split('\n').Select(SvgWriter.Escape))}</code></p>\n");

    private static void Element(StringBuilder page, string tag, string text, string style = "") =>
        page.Append(CultureInfo.InvariantCulture, $"<{tag}{(style.Length == 0 ? "" : $" class=\"{style}\"")}>{Text(text)}</{tag}>\n");

    private static string Align(ReportColumn column) => column.IsNumber ? " class=\"number\"" : "";

    /// <summary>Names such as dropout=0.1+batchnorm may break after their plus signs.</summary>
    private static string Text(string text) =>
        HyphenedName().Replace(NameJoint().Replace(SvgWriter.Escape(text), "+<wbr>"), "<span class=\"whole\">$0</span>");

    [GeneratedRegex(@"\+(?=\p{L})")]
    private static partial Regex NameJoint();

    /// <summary>label-smoothing=0.1: a browser would break it after the hyphen.</summary>
    [GeneratedRegex(@"(?<![\w-])[a-z]{1,12}-[a-z]{1,12}=[\w.]{1,8}")]
    private static partial Regex HyphenedName();
}
