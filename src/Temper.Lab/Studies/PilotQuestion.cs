namespace Temper.Lab.Studies;

/// <summary>How many seeds a question takes, with 80% power at the level of its family.</summary>
/// <param name="Name">The arm or effect.</param>
/// <param name="Against">The arm it is compared with; null for effects.</param>
/// <param name="StandardDeviation">Standard deviation of its differences in validation accuracy, in points; null below 2 pairs.</param>
/// <param name="ForHalfAPoint">Seeds that show a difference of half a point.</param>
/// <param name="ForAPoint">Seeds that show a difference of one point.</param>
/// <param name="ForNegligible">Seeds that call no difference negligible; null where nothing counts as negligible.</param>
public sealed record PilotQuestion(string Name, string? Against, double? StandardDeviation, int? ForHalfAPoint, int? ForAPoint, int? ForNegligible);
