namespace Temper.Lab.Storage;

/// <summary>The result of storing a run.</summary>
/// <param name="Before">The run as it was stored before; null if it is new, or not stored.</param>
/// <param name="WhyNot">Why it is not stored; null if it is.</param>
public sealed record KeptRun(StoredRun? Before, string? WhyNot);
