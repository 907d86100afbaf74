using System.Text.Json.Nodes;

namespace Temper.Lab.Studies;

/// <summary>
/// What a look at the test set was about, stored with the look: reports are made from it, so that no later change of region, rule or
/// questions can be taken for what was looked at.
/// </summary>
/// <param name="Plan">The plan at that time.</param>
/// <param name="Command">The command.</param>
/// <param name="Runs">Ids of the runs as [seed][arm]; these are no longer sealed.</param>
/// <param name="Results">The answers.</param>
/// <param name="Checks">What was measured beside the trainings, as the subject writes and reads it; null for nothing.</param>
public sealed record StudySight(
    StudyPlan Plan, string Command, IReadOnlyList<IReadOnlyList<string>> Runs, IReadOnlyList<ContrastResult> Results, JsonNode? Checks)
{
    /// <summary>
    /// The differences of the plan's questions as [question][seed], for later looks at the same runs; null where a training failed.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double?>> Differences { get; init => field = value ?? []; } = [];

    /// <summary>The questions of earlier looks that belonged to its families.</summary>
    public IReadOnlyList<JoinedQuestion> Joined { get; init => field = value ?? []; } = [];

    /// <summary>The studies that had asked the same with other seeds.</summary>
    public IReadOnlyList<EarlierStudy> Before { get; init => field = value ?? []; } = [];
}
