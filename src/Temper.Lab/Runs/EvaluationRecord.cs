using Temper.Data;
using Temper.Export;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>How a saved model does on a test set; its JSON is evaluation.json and the output of temper evaluate --json.</summary>
public sealed record EvaluationRecord
{
    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = 4;

    /// <summary>The model's file.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 over the model's weights and statistics: equal hashes mean equal bits.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>Trainable numbers of the net.</summary>
    public required int Parameters { get; init; }

    /// <summary>What the data it was trained on are called.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels; null where the model does not know.</summary>
    public required string? TrainedOnHash { get; init; }

    /// <summary>Whether the test images are of the data it was trained on, by their hashes; null where that is not known.</summary>
    public required bool? IsSameData { get; init; }

    /// <summary>What the data are called whose test images were used.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Where their content comes from: "Own", "Published" (Fashion-MNIST) or "BuiltIn" (drawn by this program).</summary>
    public required DatasetOrigin DatasetOrigin { get; init; }

    /// <summary>Where they were: the full path of a folder, or "built in".</summary>
    public required string DatasetSource { get; init; }

    /// <summary>Device, with instruction set and threads.</summary>
    public required string Device { get; init; }

    /// <summary>Whether the test inputs were scaled by their own range (the chapter's way) rather than by the training split's.</summary>
    public required bool ScaledByTestSet { get; init; }

    /// <summary>Of inputs that are all scaled alike, the numbers that became a and b of the scaling, usually 0 and 1; empty for columns.</summary>
    public required IReadOnlyList<float> ScaledFrom { get; init; }

    /// <summary>How the numbers of a row are arranged: channels, height and width.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>What the model has learned: the names of its classes in label order, or the unit of the value. It decides the scores.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>The score that decides, on the test set.</summary>
    public required double TestScore { get; init; }

    /// <summary>All scores of the task on the test set, by name.</summary>
    public required IReadOnlyDictionary<string, double> TestScores { get; init; }

    /// <summary>Mean loss on the test set; null if it is not a finite number.</summary>
    public required double? TestLoss { get; init; }

    /// <summary>Test rows whose class was guessed wrong; null where a value is predicted.</summary>
    public required int? Wrong { get; init; }

    /// <summary>Test rows.</summary>
    public required int TestRows { get; init; }

    /// <summary>What a row is called: "image" where it has height and width, else "row".</summary>
    public string RowNoun => InputShape is [_, 1, 1] ? "row" : "image";

    /// <summary>Names of the classes, in label order; empty where a value is predicted.</summary>
    public IReadOnlyList<string> ClassNames => Task.Classes;

    /// <summary>
    /// Precision, recall and F1 (0 to 1, null where undefined) and number of rows of each class, in label order; empty where a value is
    /// predicted.
    /// </summary>
    public required IReadOnlyList<ClassScore> Classes { get; init; }

    /// <summary>Test rows by true and guessed class; of no classes where a value is predicted.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>What a reader must know to read the figures right.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Processor architecture, cores, operating system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>When it was finished (UTC).</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Puts a record together.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="model">The model.</param>
    /// <param name="network">Its net.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="scaler">What the test inputs were scaled with.</param>
    /// <param name="evaluation">What was measured, guesses included.</param>
    /// <param name="time">The clock.</param>
    public static EvaluationRecord Of(
        string path, Model model, Network network, Dataset dataset, Scaler scaler, Evaluation evaluation, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(scaler);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(time);
        var isOfClasses = model.Task is Classification;
        var confusion = isOfClasses ? ConfusionMatrix.Of(dataset.Test.Labels, evaluation.Guesses, dataset.ClassNames.Count) : ConfusionMatrix.None;
        return new EvaluationRecord
        {
            Model = path,
            WeightsHash = RunId.HashOf(model.State),
            Parameters = network.ParameterCount,
            TrainedOn = model.Dataset.Name,
            TrainedOnHash = model.Dataset.Hash,
            IsSameData = model.Dataset.IsSameAs(dataset),
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            DatasetOrigin = dataset.Origin,
            DatasetSource = dataset.Source,
            Device = $"{network.Device.Name} ({network.Device.Description})",
            ScaledByTestSet = model.ScalesEachSet,
            ScaledFrom = scaler.IsUniform ? [scaler.Centre[0], scaler.Centre[0] + scaler.Divisor[0]] : [],
            InputShape = [model.Input.Channels, model.Input.Height, model.Input.Width],
            Task = model.Task,
            TestScore = evaluation.Score,
            TestScores = ScoresByName.Of(evaluation),
            TestLoss = double.IsFinite(evaluation.Loss) ? evaluation.Loss : null,
            Wrong = isOfClasses ? evaluation.Wrong : null,
            TestRows = evaluation.Rows,
            Classes = ClassScore.Of(confusion),
            Confusion = confusion,
            Notes = EvaluationNotes.Of(model, dataset),
            Program = $"temper {ProgramVersion.Engine}",
            Machine = ProgramVersion.Machine,
            Finished = time.GetUtcNow(),
        };
    }
}
