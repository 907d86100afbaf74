using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;

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

    /// <summary>Share of the training rows kept for validation; default 0.2.</summary>
    public double ValidFraction { get; set; } = 0.2;

    /// <summary>
    /// Rows of the training split that are trained on, its first ones: a random sample, because the split is a random order. Null (the
    /// default), or more than there are: all. The validation split stays as it is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TrainRows { get; set; }

    /// <summary>Seed of every random stream; default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>
    /// What is made small; null (the default) for the loss of the data's task: cross-entropy for classes, squared error for values.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Loss? Loss { get; set; }

    /// <summary>
    /// What regularizes, each at most once; default nothing. Their order does not matter. Those that edit net, loss or optimizer do so before
    /// training (<see cref="Resolved"/>).
    /// </summary>
    public IReadOnlyList<Regularizer> Regularizers { get; set => field = value ?? []; } = [];

    /// <summary>Whether a short last batch of an epoch is dropped; default true.</summary>
    public bool DropLast { get; set; } = true;

    /// <summary>Whether every class has its share of the validation split; default false.</summary>
    public bool Stratified { get; set; }

    /// <summary>How the data's numbers become inputs; null (the default) for what is usual: min-max for bytes, robust for floats.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Scaling? Scaling { get; set; }

    /// <summary>Whose numbers the scaling looks at; default the training split's.</summary>
    public ScalerFit ScalerFit { get; set; } = ScalerFit.Train;

    /// <summary>
    /// Whether validation runs in training mode: BatchNorm normalizes with the validation batches and records their
    /// statistics, dropout drops. Default false; true reproduces a forgotten model.eval().
    /// </summary>
    public bool ValidateInTrainingMode { get; set; }

    /// <summary>Whether the whole validation runs after every batch and only the last pass of an epoch is kept; default false.</summary>
    public bool ValidateEveryStep { get; set; }

    /// <summary>Whether the validation score is the mean of the batches' scores, a short one counting as much; default false.</summary>
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

        foreach (var regularizer in Regularizers)
        {
            _ = regularizer ?? throw new SpecException("A regularizer of the spec is null; expected one with a name.");
            regularizer.Validate();
        }

        RequireTogether();
        var resolved = Resolved();
        Network.Check(resolved.Layers);
        Require(Epochs >= 1, "at least 1 epoch", Epochs);
        Require(Epochs <= MostEpochs, FormattableString.Invariant($"at most {MostEpochs} epochs"), Epochs);
        Require(BatchSize >= 1, "a batch size of at least 1", BatchSize);
        Require(ValidFraction is >= 0 and < 1, "a validation fraction of at least 0 and below 1", ValidFraction);
        Require(TrainRows is null or >= 1, "at least 1 training row", TrainRows);
        Require(MeasureTrainRows is null or >= 1, "at least 1 training row to measure", MeasureTrainRows);
        resolved.Loss?.Validate();
        Scaling?.Validate();
        resolved.Optimizer.Validate();
        Schedule.Validate(Optimizer);
    }

    /// <summary>
    /// The same training with the edits of its regularizers done: layers, loss and optimizer are as they are trained, and only those
    /// regularizers are left that act in training, in the order in which they act. Two specs of one training have one resolved spec, which is
    /// what run ids are made of.
    /// </summary>
    /// <exception cref="SpecException">A regularizer has no place in this net or loss.</exception>
    public TrainSpec Resolved()
    {
        var result = this;
        var ordered = Regularizers.OrderBy(RegularizerCatalog.OrderOf).ToList();
        foreach (var regularizer in ordered)
        {
            result = result with
            {
                Layers = regularizer.Edit(result.Layers),
                Loss = regularizer.Edit(result.Loss),
                Optimizer = regularizer.Edit(result.Optimizer),
            };
        }

        return result with { Regularizers = [.. ordered.Where(regularizer => !regularizer.IsEdit)] };
    }

    /// <summary>What a device lacks for this training, with the way out; null for nothing.</summary>
    /// <param name="device">The device.</param>
    /// <param name="dataset">The data; null where they are not known yet.</param>
    public string? LackingOn(Device device, Dataset? dataset = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (dataset is { Train.Inputs: FloatRows } or { Task: Tasks.Regression } && !device.Has<Devices.Operations.GatherFloats>())
        {
            return $"Rows of floats and values to be predicted are not available on the device \"{device.Name}\" yet; train on the CPU.";
        }

        return Regularizers.FirstOrDefault(regularizer => !regularizer.RunsOn(device)) is { } lacking
            ? $"{lacking.Name} is not available on the device \"{device.Name}\" yet; train on the CPU."
            : Network.LackingOn(Resolved().Layers, device);
    }

    /// <summary>Refuses a device that lacks something for this training, before anything is trained.</summary>
    /// <param name="device">The device.</param>
    /// <param name="dataset">The data; null where they are not known yet.</param>
    /// <exception cref="SpecException">It lacks an operation; the message says what needs it.</exception>
    public void RequireDevice(Device device, Dataset? dataset = null)
    {
        if (LackingOn(device, dataset) is { } lacking)
        {
            throw new SpecException(lacking);
        }
    }

    /// <summary>The regularizer of that kind; null if the spec has none.</summary>
    /// <typeparam name="TRegularizer">Which.</typeparam>
    public TRegularizer? Find<TRegularizer>()
        where TRegularizer : Regularizer => Regularizers.OfType<TRegularizer>().FirstOrDefault();

    /// <summary>The same with a regularizer, in the place of another one of its kind.</summary>
    /// <param name="regularizer">What is added.</param>
    public TrainSpec With(Regularizer regularizer)
    {
        ArgumentNullException.ThrowIfNull(regularizer);
        return Regularizers.Any(other => other.GetType() == regularizer.GetType())
            ? this with { Regularizers = [.. Regularizers.Select(other => other.GetType() == regularizer.GetType() ? regularizer : other)] }
            : this with { Regularizers = [.. Regularizers, regularizer] };
    }

    /// <summary>The same without a kind of regularizer.</summary>
    /// <typeparam name="TRegularizer">Which.</typeparam>
    public TrainSpec Without<TRegularizer>()
        where TRegularizer : Regularizer => this with { Regularizers = [.. Regularizers.Where(other => other is not TRegularizer)] };

    /// <summary>How the training rows of a data set are split into those that train and those that validate.</summary>
    /// <param name="dataset">The data set.</param>
    /// <exception cref="SpecException">Nothing would be left to train on.</exception>
    public Split SplitOf(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (Stratified && dataset.Task is not Tasks.Classification)
        {
            throw new SpecException(
                $"A stratified split gives each class its share, but {dataset.Name} has values to be predicted; leave it random.");
        }

        var split = Stratified
            ? Split.Stratified(dataset.Train.Labels, ValidFraction, Seed)
            : Split.Random(dataset.Train.Count, ValidFraction, Seed);
        return TrainRows < split.Train.Length ? split with { Train = split.Train[..TrainRows.Value] } : split;
    }

    private void RequireTogether()
    {
        if (Regularizers.GroupBy(regularizer => regularizer.GetType()).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SpecException($"The spec has the regularizer {twice.First().Name} twice; give each once.");
        }

        var averaging = Regularizers.Where(regularizer => regularizer.HasWeightsForEvaluation).Select(regularizer => regularizer.Name).ToList();
        if (averaging is [_, _, ..] several)
        {
            throw new SpecException($"{string.Join(" and ", several)} each measure a net with weights of their own; give one of them.");
        }

        if (Find<EarlyStopping>() is not null && !(ValidFraction > 0))
        {
            throw new SpecException(
                FormattableString.Invariant($"A training with early stopping needs a validation fraction above 0, received {ValidFraction}; ")
                + "raise it (--valid .2), or leave early-stopping out.");
        }
    }

    private static void Require(bool condition, string expected, object? received)
    {
        if (!condition)
        {
            throw new SpecException(FormattableString.Invariant($"A training needs {expected}, received {received}."));
        }
    }
}
