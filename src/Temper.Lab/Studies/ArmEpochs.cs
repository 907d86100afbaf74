namespace Temper.Lab.Studies;

/// <summary>An arm's accuracies, per run and epoch, in percent: for its learning curves.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Train">Training accuracies: in evaluation mode where that was measured, else as trained.</param>
/// <param name="Valid">Validation accuracies; empty without a validation split.</param>
public sealed record ArmEpochs(string Arm, IReadOnlyList<IReadOnlyList<double>> Train, IReadOnlyList<IReadOnlyList<double>> Valid);
