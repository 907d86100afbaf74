namespace Temper.Lab.Benchmarks;

/// <summary>One round of whole trainings.</summary>
/// <param name="Seconds">From specs to trained and validated nets.</param>
public sealed record TrainingRound(double Seconds);
