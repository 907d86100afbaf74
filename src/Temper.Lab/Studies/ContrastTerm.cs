namespace Temper.Lab.Studies;

/// <summary>An arm's share in a contrast.</summary>
/// <param name="Arm">The arm's place in the study, from 0.</param>
/// <param name="Weight">What its figure is multiplied with.</param>
public sealed record ContrastTerm(int Arm, double Weight);
