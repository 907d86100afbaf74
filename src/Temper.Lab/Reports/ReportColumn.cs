namespace Temper.Lab.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsNumber">True to align it on the right, with digits of equal width.</param>
public sealed record ReportColumn(string Header, bool IsNumber = false);
