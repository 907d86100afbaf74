using System.Text.Json.Nodes;

namespace Temper.Lab.Studies;

/// <summary>
/// What is known of the subject of studies and not of studies in general: what a protocol is, what else arms differ in, what was measured
/// beside the trainings. What is not written says nothing.
/// </summary>
public interface IStudySubject
{
    /// <summary>How the nets were trained, for the conditions of an answer: "sound protocol", and what all arms do otherwise.</summary>
    /// <param name="plan">The study.</param>
    string Protocol(StudyPlan plan) => StudyText.Protocol(plan);

    /// <summary>What names mean that a reader may not know, for one question; none where all explain themselves.</summary>
    /// <param name="question">The question's name.</param>
    IReadOnlyList<string> Meanings(string question) => [];

    /// <summary>A sentence for each thing that differs between arms and is no factor, so that no answer tells it apart.</summary>
    /// <param name="plan">The study.</param>
    IReadOnlyList<string> Confounded(StudyPlan plan) => [];

    /// <summary>What makes arms measure training in evaluation mode, as it is written in arms; null where only their specs say so.</summary>
    /// <param name="plan">The study.</param>
    string? MeasuresTraining(StudyPlan plan) => null;

    /// <summary>Adds to a record what follows from what was measured beside the trainings.</summary>
    /// <param name="record">The record.</param>
    /// <param name="checks">What was measured, as it was stored.</param>
    /// <exception cref="System.Text.Json.JsonException">It is not what was stored.</exception>
    StudyRecord Judge(StudyRecord record, JsonNode checks) => record;

    /// <summary>The arm of a row of results that has no spec: what its name, protocol, quirks, epochs and learning rate make.</summary>
    /// <param name="row">The row.</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <exception cref="SpecException">They make none.</exception>
    Arm ArmOf(ResultsRow row, int classes) =>
        throw new SpecException(
            $"Run {row?.Run}: what the arm {row?.Arm} is only the program knows that asked for it; expected its spec in the table.");
}
