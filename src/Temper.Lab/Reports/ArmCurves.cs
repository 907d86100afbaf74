namespace Temper.Lab.Reports;

/// <summary>The accuracies of one arm over its runs, in percent, epoch by epoch; NaN and infinities are left out.</summary>
/// <param name="Name">Name of the arm. A name too long for its room is shortened; the tooltip has it in full.</param>
/// <param name="Train">For each run its training accuracy by epoch. Runs may have different lengths.</param>
/// <param name="Valid">For each run its validation accuracy by epoch; empty when nothing was held out.</param>
public sealed record ArmCurves(string Name, IReadOnlyList<IReadOnlyList<double>> Train, IReadOnlyList<IReadOnlyList<double>> Valid);
