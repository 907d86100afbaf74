namespace Temper.Lab.Studies;

/// <summary>The learning rate that was picked for an arm, on validation data of seeds that no verdict uses.</summary>
/// <param name="Arm">Name of the arm.</param>
/// <param name="Chosen">The one with the best mean validation accuracy; of equal ones the smallest.</param>
/// <param name="IsAtEdge">Whether it is the smallest or the largest that was tried, so that a better one may lie beyond.</param>
/// <param name="Trials">All that were tried.</param>
public sealed record LearningRateChoice(string Arm, double Chosen, bool IsAtEdge, IReadOnlyList<LearningRateTrial> Trials);
