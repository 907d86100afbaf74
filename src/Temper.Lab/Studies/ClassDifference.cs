namespace Temper.Lab.Studies;

/// <summary>
/// An arm against the baseline on one class of the test set: mean difference of the share guessed right, in percentage points, with
/// its 95% interval. A description: nothing is corrected for the number of classes, and there is no verdict.
/// </summary>
/// <param name="Arm">The arm.</param>
/// <param name="ClassName">The class.</param>
/// <param name="Mean">Mean difference; null without pairs.</param>
/// <param name="Low">Lower end; null where there are too few pairs for one.</param>
/// <param name="High">Upper end.</param>
public sealed record ClassDifference(string Arm, string ClassName, double? Mean, double? Low, double? High);
