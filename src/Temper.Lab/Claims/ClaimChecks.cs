namespace Temper.Lab.Claims;

/// <summary>What is measured for the claims beside the trainings. Neither touches the test set.</summary>
/// <param name="Penalty">About C3.</param>
/// <param name="Normalization">About C4; null if its training diverged.</param>
public sealed record ClaimChecks(PenaltyCheck Penalty, NormalizationCheck? Normalization);
