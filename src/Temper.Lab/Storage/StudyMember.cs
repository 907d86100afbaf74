namespace Temper.Lab.Storage;

/// <summary>A run's place in a study. The run may be named before it is stored.</summary>
/// <param name="Purpose">"verdict" or "tuning".</param>
/// <param name="Arm">The arm it belongs to.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="RunId">Its id.</param>
public sealed record StudyMember(string Purpose, string Arm, ulong Seed, string RunId);
