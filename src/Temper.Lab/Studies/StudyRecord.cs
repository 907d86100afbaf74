using System.Text.Json.Serialization;
using Temper.Data;

namespace Temper.Lab.Studies;

/// <summary>What a study found; its JSON is study.json and the output of --json. Accuracies are in percent, differences in points.</summary>
public sealed record StudyRecord
{
    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = 2;

    /// <summary>The study's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it asked.</summary>
    public required StudyKind Kind { get; init; }

    /// <summary>What was asked.</summary>
    public required string Question { get; init; }

    /// <summary>The answer in words, a sentence for each thing found.</summary>
    public required IReadOnlyList<string> Answer { get; init; }

    /// <summary>Under which conditions it holds: data, epochs, learning rate, protocol, seeds.</summary>
    public required string Conditions { get; init; }

    /// <summary>How the nets were trained, in a few words: "sound protocol with Q26 off".</summary>
    [JsonIgnore]
    public string ProtocolText { get => field ?? StudyText.Protocol(Plan); init; }

    /// <summary>How to settle what is undecided; null where everything is decided, or seeds were added until it was.</summary>
    public FurtherSeeds? Further { get; init; }

    /// <summary>
    /// Quirks of the chapter that are on in some cells of a factor only, so that no answer tells them apart; empty where there is none.
    /// </summary>
    public IReadOnlyList<string> Confounded { get; init => field = value ?? []; } = [];

    /// <summary>What was compared, and how it was judged.</summary>
    public required StudyPlan Plan { get; init; }

    /// <summary>Seeds of each arm.</summary>
    public required int Seeds { get; init; }

    /// <summary>The answers, in the order of the plan's questions.</summary>
    public required IReadOnlyList<ContrastResult> Results { get; init; }

    /// <summary>Questions of earlier looks at the same trainings, which belong to its families of questions; empty where there is none.</summary>
    public IReadOnlyList<JoinedQuestion> Joined { get; init => field = value ?? []; } = [];

    /// <summary>Studies of the store that had asked the same with other seeds when this one looked; empty where there is none.</summary>
    public IReadOnlyList<EarlierStudy> Before { get; init => field = value ?? []; } = [];

    /// <summary>The arms, in order.</summary>
    public required IReadOnlyList<ArmSummary> Arms { get; init; }

    /// <summary>Class by class, every arm but the first against the first.</summary>
    public required IReadOnlyList<ClassDifference> Classes { get; init; }

    /// <summary>Names of the classes.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Learning curves.</summary>
    public required IReadOnlyList<ArmEpochs> Epochs { get; init; }

    /// <summary>Each arm's mean test accuracy with its 95% interval; null where no training is done.</summary>
    public required IReadOnlyList<ArmInterval?> ArmIntervals { get; init; }

    /// <summary>All trainings, seed by seed.</summary>
    public required IReadOnlyList<StudyRun> Runs { get; init; }

    /// <summary>Openings of the test set by this study, this one included.</summary>
    public required IReadOnlyList<StudyLook> Looks { get; init; }

    /// <summary>Openings of the same test set by other studies of the store.</summary>
    public required int OtherLooks { get; init; }

    /// <summary>Openings of the same test set by train, chapter and evaluate, as far as they used this store.</summary>
    public int SingleLooks { get; init; }

    /// <summary>Arithmetic of the device that the trainings ran on: "gpu", "gpu-tf32"; null for the CPU.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arithmetic { get; init; }

    /// <summary>What a reader must know to read the figures right.</summary>
    public required IReadOnlyList<StudyNote> Notes { get; init; }

    /// <summary>What is to be known of the data as the trainings split them; empty for data in good order.</summary>
    public IReadOnlyList<DataNote> DataNotes { get; init => field = value ?? []; } = [];

    /// <summary>The claims that it judges, with what was measured; empty where nothing was measured beside its trainings.</summary>
    public IReadOnlyList<StudyClaim> Claims { get; init => field = value ?? []; } = [];

    /// <summary>Seconds of training and validation in all runs together.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>
    /// The command of temper's that repeats it, quoted for this system; empty where a program of its own asked, or the stored command is not
    /// of the form that temper writes.
    /// </summary>
    public required string Command { get; init; }
}
