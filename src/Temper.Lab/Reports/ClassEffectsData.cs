namespace Temper.Lab.Reports;

/// <summary>What a picture of effects by class shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, protocol, level of the intervals. May be empty.</param>
/// <param name="AxisName">What the effects are, with their unit.</param>
/// <param name="Region">Effects between minus this and plus this are too small to matter; 0 for no such region.</param>
/// <param name="ClassNames">Names of the classes, from top to bottom; at least one.</param>
/// <param name="Arms">One panel each; at least one.</param>
public sealed record ClassEffectsData(
    string Title,
    string Subtitle,
    string AxisName,
    double Region,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<ClassEffectArm> Arms);
