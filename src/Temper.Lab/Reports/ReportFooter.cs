namespace Temper.Lab.Reports;

/// <summary>Which program and run made a report, and how to make it again.</summary>
/// <param name="Version">Name and version of the program.</param>
/// <param name="RunId">Id of the run or the study, or null.</param>
/// <param name="Replay">The command that repeats it, or null.</param>
public sealed record ReportFooter(string Version, string? RunId = null, string? Replay = null);
