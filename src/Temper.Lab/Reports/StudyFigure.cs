using Temper.Lab.Studies;

namespace Temper.Lab.Reports;

/// <summary>A kind of picture in the reports of studies.</summary>
/// <param name="FileName">Its file, beside the report.</param>
/// <param name="Section">Heading of the part of the page it stands in.</param>
/// <param name="Caption">What stands below it.</param>
/// <param name="IsIn">Whether a study has it.</param>
/// <param name="Draw">Draws it, as SVG.</param>
internal sealed record StudyFigure(string FileName, string Section, string Caption, Func<StudyRecord, bool> IsIn, Func<StudyRecord, string> Draw);
