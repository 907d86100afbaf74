namespace Temper.Lab.Studies;

/// <summary>One opening of the test set.</summary>
/// <param name="Number">Its place among the study's, from 1.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Seeds">With how many seeds.</param>
public sealed record StudyLook(int Number, DateTimeOffset At, int Seeds);
