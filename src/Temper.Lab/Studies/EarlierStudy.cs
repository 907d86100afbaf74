namespace Temper.Lab.Studies;

/// <summary>A study of the store that asked the same of the same data with other seeds before.</summary>
/// <param name="Study">Its id.</param>
/// <param name="FirstSeed">Its first seed.</param>
/// <param name="Questions">Those of its questions that are asked again.</param>
public sealed record EarlierStudy(string Study, ulong FirstSeed, IReadOnlyList<string> Questions);
