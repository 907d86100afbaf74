using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>
/// What is kept of one training; its JSON is record.json and the output of --json. Scores are those of its task: accuracy in percent, or RMSE
/// in the value's unit.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The format that this program writes, and the only one it reads. Version 4 has scores by the task, and pairs of classes.</summary>
    public const int Format = 4;

    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = Format;

    /// <summary>Hash of spec, data, engine version and arithmetic: the same id means the same bits.</summary>
    public required string Id { get; init; }

    /// <summary>"baseline", "dropout"... or the user's name for it.</summary>
    public required string Experiment { get; init; }

    /// <summary>By whose way it was trained.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>Numbers of the chapter's quirks that were on.</summary>
    public required IReadOnlyList<string> Quirks { get; init; }

    /// <summary>What the data are called: of a user's own, the name of their folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Where their content comes from: "Own", "Published" (Fashion-MNIST) or "BuiltIn" (drawn by this program).</summary>
    public DatasetOrigin DatasetOrigin { get; init; }

    /// <summary>Where they were: the full path of a folder, or "built in".</summary>
    public required string DatasetSource { get; init; }

    /// <summary>The data, for finding them again.</summary>
    public DatasetReference DatasetReference => new(Dataset, DatasetHash, DatasetOrigin, DatasetSource);

    /// <summary>Seed of all random streams.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Device, with instruction set and threads.</summary>
    public required string Device { get; init; }

    /// <summary>The device's <see cref="Devices.Device.Arithmetic"/>: "gpu", "gpu-tf32"; null for the CPU.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arithmetic { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Training steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean training loss of each epoch, without penalty.</summary>
    public required IReadOnlyList<double> Loss { get; init; }

    /// <summary>lambda / 2 sum w^2 at the end of each epoch; empty without an L2 penalty.</summary>
    public required IReadOnlyList<double> Penalty { get; init; }

    /// <summary>
    /// Euclidean norm of all weights that are tested, without biases and BatchNorm's scale and shift; null if it is not a finite number.
    /// </summary>
    public double? WeightNorm { get; init; }

    /// <summary>Training score of each epoch, in training mode, before each step.</summary>
    public required IReadOnlyList<double> TrainScore { get; init; }

    /// <summary>Training score in evaluation mode at the end of each epoch; empty unless measured.</summary>
    public required IReadOnlyList<double> TrainScoreInEvaluation { get; init; }

    /// <summary>Validation score at the end of each epoch; empty without a validation split.</summary>
    public required IReadOnlyList<double> ValidScore { get; init; }

    /// <summary>Validation loss at the end of each epoch; empty without a validation split.</summary>
    public required IReadOnlyList<double> ValidLoss { get; init; }

    /// <summary>How the numbers of a row are arranged: channels, height and width.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>What was learned: the names of the classes, or the unit of the value. It decides the scores.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>The score that decides, on the test set, in evaluation mode.</summary>
    public required double TestScore { get; init; }

    /// <summary>All scores of the task on the test set, by name: accuracy and balanced accuracy, or RMSE and R2.</summary>
    public required IReadOnlyDictionary<string, double> TestScores { get; init; }

    /// <summary>The score of guessing without looking: among all classes alike, or the test values' mean.</summary>
    public required double ChanceScore { get; init; }

    /// <summary>Mean loss on the test set; null if it is not a finite number.</summary>
    public required double? TestLoss { get; init; }

    /// <summary>Test rows whose class was guessed wrong; null where a value is predicted.</summary>
    public required int? Wrong { get; init; }

    /// <summary>Test rows.</summary>
    public required int TestRows { get; init; }

    /// <summary>Test rows by true and guessed class; of no classes where a value is predicted.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>Which test rows were guessed wrong, and what they were taken for; null where a value is predicted.</summary>
    public required TestGuesses? TestGuesses { get; init; }

    /// <summary>What a row is called: "image" where it has height and width, else "row".</summary>
    public string RowNoun => InputShape is [_, 1, 1] ? "row" : "image";

    /// <summary>Names of the classes; empty where a value is predicted.</summary>
    public IReadOnlyList<string> ClassNames => Task.Classes;

    /// <summary>In what its guesses contradict its other figures; null if in nothing.</summary>
    internal string? Contradiction() => (Task, TestGuesses, Wrong) switch
    {
        (Classification, { } guesses, { } wrong) => guesses.Contradiction(TestRows, wrong, Confusion),
        (Classification, _, _) => "expected a base64 text of what was guessed and the number of wrong guesses, received null",
        (_, null, null) => null,
        _ => "expected none where a value is predicted, received some",
    };

    /// <summary>Trainable numbers of the net.</summary>
    public required int Parameters { get; init; }

    /// <summary>Seconds spent training.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Seconds spent validating.</summary>
    public required double ValidSeconds { get; init; }

    /// <summary>Rows of the training split that every epoch leaves out.</summary>
    public required int DroppedRows { get; init; }

    /// <summary>Epoch whose weights were put back by early stopping; null for the last epoch's.</summary>
    public required int? BestEpoch { get; init; }

    /// <summary>Validation score of the epoch whose weights are used; null without a validation split.</summary>
    public double? FinalValidScore => ValidScore.Count == 0 ? null : ValidScore[(BestEpoch ?? ValidScore.Count) - 1];

    /// <summary>SHA-256 over all weights and statistics: equal hashes mean equal bits.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>What a reader must know to read the figures right.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What is to be known of the data as they were split; empty for data in good order.</summary>
    public IReadOnlyList<DataNote> DataNotes { get; init => field = value ?? []; } = [];

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Processor architecture, cores, operating system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>When it was finished (UTC).</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>The whole spec.</summary>
    public required TrainSpec Spec { get; init; }
}
