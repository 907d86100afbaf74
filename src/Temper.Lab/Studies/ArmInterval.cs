namespace Temper.Lab.Studies;

/// <summary>An arm's mean test accuracy, in percent.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="Low">Lower end of its 95% interval; null where there are too few seeds for one.</param>
/// <param name="High">Upper end.</param>
public sealed record ArmInterval(double Mean, double? Low, double? High);
