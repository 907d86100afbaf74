namespace Temper.Lab.Runs;

/// <summary>A field in which two runs differ.</summary>
/// <param name="Name">Its name, with dots: spec.optimizer.learningRate.</param>
/// <param name="Left">As the first run has it.</param>
/// <param name="Right">As the second has it.</param>
/// <param name="IsResult">False for what depends on when and where a run was made.</param>
public sealed record FieldDifference(string Name, string Left, string Right, bool IsResult);
