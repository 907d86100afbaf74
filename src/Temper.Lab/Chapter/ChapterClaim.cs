namespace Temper.Lab.Chapter;

/// <summary>A claim of the chapter, or what one of its quirks does, beside what was measured.</summary>
/// <param name="Id">"C5", "C5a" for a part of it, or "Q4".</param>
/// <param name="Claim">What the chapter says, or what the quirk is.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Verdict">In a few words.</param>
public sealed record ChapterClaim(string Id, string Claim, string Measured, string Verdict);
