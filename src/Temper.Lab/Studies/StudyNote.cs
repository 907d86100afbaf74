namespace Temper.Lab.Studies;

/// <summary>What a reader must know to read a study's figures right.</summary>
/// <param name="Text">One sentence or a few.</param>
/// <param name="IsWarning">Whether verdicts may mislead whoever does not know it.</param>
public sealed record StudyNote(string Text, bool IsWarning);
