namespace Temper.Lab.Studies;

/// <summary>
/// A question of an earlier look that shares trainings with this one, and so belongs to its family. Its numbers are kept, not the ids of its
/// runs: they are there when its study and runs are deleted.
/// </summary>
/// <param name="Study">The study that asked it first.</param>
/// <param name="Name">The arm, the factor, or factors with " x " between.</param>
/// <param name="Against">The arm it was compared with; null for effects.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="Differences">
/// Its differences in percentage points of test accuracy, one for each seed of the study that it joined; null where it has none.
/// </param>
public sealed record JoinedQuestion(string Study, string Name, string? Against, ContrastKind Kind, IReadOnlyList<double?> Differences);
