using Temper.Data;
using Temper.Export;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>How a saved model does on a test set; its JSON is evaluation.json and the output of temper evaluate --json.</summary>
public sealed record EvaluationRecord
{
    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = 2;

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

    /// <summary>
    /// Whether the test images were scaled by their own smallest and largest byte (the chapter's way) rather than by the
    /// training images'.
    /// </summary>
    public required bool ScaledByTestSet { get; init; }

    /// <summary>The bytes that became the smallest and the largest input.</summary>
    public required IReadOnlyList<int> ScaledFrom { get; init; }

    /// <summary>Accuracy on the test set, in percent.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>Mean cross-entropy on the test set; null if it is not a finite number.</summary>
    public required double? TestLoss { get; init; }

    /// <summary>Test images guessed wrong.</summary>
    public required int Wrong { get; init; }

    /// <summary>Test images.</summary>
    public required int TestImages { get; init; }

    /// <summary>Names of the classes, in label order.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Precision, recall and F1 (0 to 1, null where undefined) and number of images of each class, in label order.</summary>
    public required IReadOnlyList<ClassScore> Classes { get; init; }

    /// <summary>Test images by [true class][guessed class].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

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
    /// <param name="scaler">What the test images were scaled with.</param>
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
        var confusion = ConfusionCounts.Of(dataset.Test.Labels, evaluation.Guesses, dataset.Classes);
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
            ScaledFrom = [scaler.Minimum, scaler.Maximum],
            TestAccuracy = evaluation.Accuracy,
            TestLoss = double.IsFinite(evaluation.Loss) ? evaluation.Loss : null,
            Wrong = evaluation.Wrong,
            TestImages = evaluation.Rows,
            ClassNames = model.ClassNames,
            Classes = ClassScore.Of(confusion),
            Confusion = confusion,
            Notes = EvaluationNotes.Of(model, dataset),
            Program = $"temper {ProgramVersion.Engine}",
            Machine = ProgramVersion.Machine,
            Finished = time.GetUtcNow(),
        };
    }
}
