using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>The same question answered in a second way.</summary>
/// <param name="Mean">Mean difference in percentage points; null without pairs.</param>
/// <param name="Low">Lower end of the bar; null where it is infinite.</param>
/// <param name="High">Upper end of the bar; null where it is infinite.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record SecondAnswer(double? Mean, double? Low, double? High, VerdictWord Verdict);
