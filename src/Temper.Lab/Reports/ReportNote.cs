namespace Temper.Lab.Reports;

/// <summary>A remark set apart from the text.</summary>
/// <param name="Text">The remark.</param>
/// <param name="IsWarning">True for something that may change how the result is read.</param>
public sealed record ReportNote(string Text, bool IsWarning = false);
