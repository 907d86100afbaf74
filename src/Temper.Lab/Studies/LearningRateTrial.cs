namespace Temper.Lab.Studies;

/// <summary>One learning rate that was tried for an arm.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="ValidScore">Mean validation accuracy over the tuning seeds, in percent; null if any of them diverged.</param>
/// <param name="Runs">Ids of the trainings.</param>
public sealed record LearningRateTrial(double LearningRate, double? ValidScore, IReadOnlyList<string> Runs);
