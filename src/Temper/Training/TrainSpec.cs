using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Layers;
using Temper.Optimizers;

namespace Temper.Training;

/// <summary>Everything that decides a training, apart from the data: the same spec and data give the same bits.</summary>
/// <remarks>
/// Its properties say "set", not "init", because of spec files: what a file leaves out keeps its default here only if the
/// property is settable. The serializer's generated code writes 0 over init-only ones.
/// </remarks>
public sealed record TrainSpec
{
    /// <summary>Most epochs: what is measured of each is kept to the end.</summary>
    public const int MostEpochs = 1_000_000;

    /// <summary>The net.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>The optimizer; default Adam with PyTorch's defaults.</summary>
    public OptimizerSpec Optimizer { get; set; } = new Adam();

    /// <summary>How the learning rate changes; default not at all.</summary>
    public LearningRateSchedule Schedule { get; set; } = new Constant();

    /// <summary>Passes over the training split; default 5.</summary>
    public int Epochs { get; set; } = 5;

    /// <summary>Rows of a batch, also in validation and test; default 128.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>Share of the training images kept for validation; default 0.2.</summary>
    public double ValidFraction { get; set; } = 0.2;

    /// <summary>
    /// Rows of the training split that are trained on, its first ones: a random sample, because the split is a random order. Null (the
    /// default), or more than there are: all. The validation split stays as it is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TrainRows { get; set; }

    /// <summary>Seed of every random stream; default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Label smoothing of the cross-entropy, 0 to 1; default 0. It acts on the training loss only.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary>Largest norm of the whole gradient; larger ones are scaled down. Null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ClipNorm { get; set; }

    /// <summary>Stops when validation no longer improves; null trains all epochs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EarlyStopping? EarlyStopping { get; set; }

    /// <summary>Whether a short last batch of an epoch is dropped; default true.</summary>
    public bool DropLast { get; set; } = true;

    /// <summary>Whether every class has its share of the validation split; default false.</summary>
    public bool Stratified { get; set; }

    /// <summary>Whose pixels the scaling looks at; default the training split's.</summary>
    public ScalerFit ScalerFit { get; set; } = ScalerFit.Train;

    /// <summary>
    /// Whether validation runs in training mode: BatchNorm normalizes with the validation batches and records their
    /// statistics, dropout drops. Default false; true reproduces a forgotten model.eval().
    /// </summary>
    public bool ValidateInTrainingMode { get; set; }

    /// <summary>Whether the whole validation runs after every batch and only the last pass of an epoch is kept; default false.</summary>
    public bool ValidateEveryStep { get; set; }

    /// <summary>Whether validation accuracy is the mean of the batches' accuracies, a short one counting as much; default false.</summary>
    public bool AverageByBatches { get; set; }

    /// <summary>Whether an epoch ends with a pass over the training split in evaluation mode; default false.</summary>
    public bool MeasureTrainAccuracy { get; set; }

    /// <summary>
    /// Rows of the training split for that pass, its first ones: a random sample, because the split is a random order, and
    /// the same in each epoch. Null (the default), or more than there are: all.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MeasureTrainRows { get; set; }

    /// <summary>Checks everything that can be checked without data.</summary>
    /// <exception cref="SpecException">A setting cannot be carried out.</exception>
    public void Validate()
    {
        if (Layers is null || Layers.Count == 0)
        {
            throw new SpecException("The spec has no layers; give at least one Linear.");
        }

        Network.Check(Layers);
        Require(Epochs >= 1, "at least 1 epoch", Epochs);
        Require(Epochs <= MostEpochs, FormattableString.Invariant($"at most {MostEpochs} epochs"), Epochs);
        Require(BatchSize >= 1, "a batch size of at least 1", BatchSize);
        Require(ValidFraction is >= 0 and < 1, "a validation fraction of at least 0 and below 1", ValidFraction);
        Require(TrainRows is null or >= 1, "at least 1 training row", TrainRows);
        Require(ClipNorm is null or > 0, "a clip norm above 0", ClipNorm);
        Require(MeasureTrainRows is null or >= 1, "at least 1 training row to measure", MeasureTrainRows);
        Require(EarlyStopping is null or { Patience: >= 1, MinDelta: >= 0 }, "a patience of at least 1 and a min-delta of at least 0",
            FormattableString.Invariant($"{EarlyStopping?.Patience} and {EarlyStopping?.MinDelta}"));
        Require(EarlyStopping is null || ValidFraction > 0, "a validation split for early stopping", ValidFraction);
        new Losses.CrossEntropy(LabelSmoothing).Validate();
        Optimizer.Validate();
        Schedule.Validate(Optimizer);
    }

    /// <summary>How the training images of a data set are split into those that train and those that validate.</summary>
    /// <param name="dataset">The data set.</param>
    /// <exception cref="SpecException">Nothing would be left to train on.</exception>
    public Split SplitOf(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var split = Stratified
            ? Split.Stratified(dataset.Train.Labels, ValidFraction, Seed)
            : Split.Random(dataset.Train.Count, ValidFraction, Seed);
        return TrainRows < split.Train.Length ? split with { Train = split.Train[..TrainRows.Value] } : split;
    }

    private static void Require(bool condition, string expected, object? received)
    {
        if (!condition)
        {
            throw new SpecException(FormattableString.Invariant($"A training needs {expected}, received {received}."));
        }
    }
}
