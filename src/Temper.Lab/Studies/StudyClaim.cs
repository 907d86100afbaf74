namespace Temper.Lab.Studies;

/// <summary>A claim about the subject of a study, beside what was measured.</summary>
/// <param name="Id">What it is called, such as "C5".</param>
/// <param name="Claim">What is said, or done.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Verdict">In a few words.</param>
public sealed record StudyClaim(string Id, string Claim, string Measured, string Verdict);
