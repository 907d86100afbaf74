namespace Temper.Lab.Reports;

/// <summary>One part of a report, shown in this order: notes, paragraphs, commands, figures, tables, settings.</summary>
/// <param name="Title">Heading of the part.</param>
public sealed record ReportSection(string Title)
{
    /// <summary>Notes and warnings.</summary>
    public IReadOnlyList<ReportNote> Notes { get; init; } = [];

    /// <summary>Text, one string per paragraph.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>Commands to paste: what each does, and the command.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Commands { get; init; } = [];

    /// <summary>Tables of plain data.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Pictures drawn by this namespace.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];

    /// <summary>Settings as names and values.</summary>
    public IReadOnlyList<ReportSettings> Settings { get; init; } = [];
}
