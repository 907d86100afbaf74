using Temper.Lab.Runs;

namespace Temper.Lab.Studies;

/// <summary>One training of a study.</summary>
/// <param name="Arm">The arm's place, from 0.</param>
/// <param name="Seed">The seed's place, from 0.</param>
/// <param name="Request">The training.</param>
public sealed record StudyTask(int Arm, int Seed, RunRequest Request);
