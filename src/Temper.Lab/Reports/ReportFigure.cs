namespace Temper.Lab.Reports;

/// <summary>A picture in a report.</summary>
/// <param name="Svg">The SVG text of a picture drawn by this namespace; other SVG files are refused.</param>
/// <param name="Caption">What stands below it. May be empty.</param>
public sealed record ReportFigure(string Svg, string Caption = "");
