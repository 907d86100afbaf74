namespace Temper.Lab.Studies;

/// <summary>One training of a study: where its figures come from.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Id">The run's id; temper runs show and temper replay take it.</param>
/// <param name="Test">Test accuracy in percent; null if it diverged.</param>
/// <param name="Valid">Validation accuracy in percent.</param>
/// <param name="Train">Training accuracy in percent.</param>
/// <param name="FailedStep">The step at which it diverged; null if it did not.</param>
/// <param name="WeightsHash">SHA-256 over all weights; null if it diverged.</param>
/// <param name="WeightNorm">Euclidean norm of all weights; null if it diverged.</param>
/// <param name="Program">Version that trained it.</param>
/// <param name="Machine">Machine that trained it.</param>
public sealed record StudyRun(
    string Arm, ulong Seed, string Id, double? Test, double? Valid, double? Train, long? FailedStep, string? WeightsHash, double? WeightNorm,
    string Program, string Machine);
