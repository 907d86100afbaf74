namespace Temper.Lab.Reports;

/// <summary>A kind of picture in reports: a file beside the page and a part of it.</summary>
/// <typeparam name="T">What it is drawn from.</typeparam>
/// <param name="FileName">Its file, beside the report.</param>
/// <param name="Section">Heading of the part of the page it stands in, where a page has several.</param>
/// <param name="Caption">What stands below it.</param>
/// <param name="IsIn">Whether a report has it.</param>
/// <param name="Draw">Draws it, as SVG.</param>
internal sealed record Figure<T>(string FileName, string Section, string Caption, Func<T, bool> IsIn, Func<T, string> Draw);
