namespace Temper.Optimizers;

/// <summary>What changes from step to step.</summary>
/// <param name="Step">Number of this step, from 1.</param>
/// <param name="LearningRate">Learning rate in force.</param>
/// <param name="Momentum">Momentum (SGD, RMSprop) or beta1 (Adam's family) in force; null for the optimizer's own.</param>
public readonly record struct StepSettings(long Step, double LearningRate, double? Momentum = null);
