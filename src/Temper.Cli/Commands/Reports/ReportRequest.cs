namespace Temper.Cli.Commands.Reports;

/// <summary>What temper report was asked for.</summary>
/// <param name="Ids">Ids of studies or of a run, beginnings of them, or latest.</param>
/// <param name="Store">The store's file; null for the usual one.</param>
/// <param name="Out">The folder; null for the usual one.</param>
/// <param name="Open">Whether the browser shows it.</param>
/// <param name="IsMarkdown">Whether Markdown goes to standard output.</param>
/// <param name="IsCsv">Whether the trainings go to standard output as CSV.</param>
/// <param name="IsJson">Whether JSON goes to standard output.</param>
/// <param name="IsQuiet">Whether only results and warnings are printed.</param>
internal sealed record ReportRequest(
    IReadOnlyList<string> Ids,
    string? Store,
    string? Out,
    bool Open,
    bool IsMarkdown,
    bool IsCsv,
    bool IsJson,
    bool IsQuiet);
