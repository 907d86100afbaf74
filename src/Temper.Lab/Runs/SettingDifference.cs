namespace Temper.Lab.Runs;

/// <summary>A setting in which runs differ.</summary>
/// <param name="Name">Its name, with dots: spec.optimizer.learningRate.</param>
/// <param name="Values">As each run has it.</param>
public sealed record SettingDifference(string Name, IReadOnlyList<string> Values);
