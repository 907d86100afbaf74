namespace Temper.Lab.Reports;

/// <summary>What one report page holds. All texts are plain text; nothing is read as HTML.</summary>
/// <param name="Title">Heading of the page.</param>
/// <param name="Results">The outcome, in one sentence each, right below the heading.</param>
/// <param name="Sections">The parts of the page, for instance one per experiment.</param>
/// <param name="Footer">Which program and run made the page.</param>
public sealed record HtmlReportData(
    string Title,
    IReadOnlyList<string> Results,
    IReadOnlyList<ReportSection> Sections,
    ReportFooter Footer)
{
    /// <summary>A smaller line below the heading: data set, protocol, seed. May be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What changes the meaning of the outcome, above it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Under which conditions the outcome holds. May be empty.</summary>
    public string Conditions { get; init; } = "";

    /// <summary>The picture that says most, below the results; null for none.</summary>
    public ReportFigure? Opening { get; init; }

    /// <summary>Notes and warnings on the whole page.</summary>
    public IReadOnlyList<ReportNote> Notes { get; init; } = [];
}
