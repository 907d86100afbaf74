namespace Temper.Lab.Reports;

/// <summary>A labelled place on an axis.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Label">What stands beside it.</param>
internal readonly record struct AxisTick(double Value, string Label);
