using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Checks;

/// <summary>
/// What a device is checked with: the chapter's five models as the chapter trains them, and its net with dropout and batch normalization, in the
/// sound form, in large batches and under every optimizer.
/// </summary>
internal static class DeviceCheckCases
{
    /// <summary>Epochs of each training.</summary>
    public const int Epochs = 2;

    /// <summary>The models, which a device is checked with in each of its ways.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="classes">Classes of the data set.</param>
    public static IReadOnlyList<DeviceCheckCase> Models(DeviceCheckSettings settings, int classes) =>
    [
        .. ChapterExperiment.All.Select((experiment, i) => new DeviceCheckCase(
            FormattableString.Invariant($"M{i + 1} {experiment.Name}"),
            Calm(Small(experiment.Spec(QuirkSet.Of(Protocol.Chapter), classes, settings.Seed), settings)))),
        new DeviceCheckCase(
            FormattableString.Invariant($"batches of {settings.LargeBatchSize}"),
            Calm(Sound(settings, classes) with { BatchSize = settings.LargeBatchSize })),
    ];

    /// <summary>The optimizers.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="classes">Classes of the data set.</param>
    public static IReadOnlyList<DeviceCheckCase> Optimizers(DeviceCheckSettings settings, int classes) =>
        [.. OptimizerCatalog.Names.Select(name => new DeviceCheckCase(name, Calm(Sound(settings, classes) with { Optimizer = WithDecay(name) })))];

    private static OptimizerSpec WithDecay(string name) =>
        OptimizerCatalog.Create(name) is var spec and not Rprop ? spec with { WeightDecay = 1e-3 } : OptimizerCatalog.Create(name);

    /// <summary>
    /// Learning rates at which errors show: those that divide gradients by their size make noise grow, the fewer the smaller their steps are;
    /// those that do not hardly move a net in a hundred small steps.
    /// </summary>
    private static TrainSpec Calm(TrainSpec spec) => spec with
    {
        Optimizer = spec.Optimizer switch
        {
            SGD or ASGD => spec.Optimizer with { LearningRate = 0.05 },
            Adadelta => spec.Optimizer,
            _ => spec.Optimizer with { LearningRate = Math.Min(spec.Optimizer.LearningRate, 0.001) },
        },
    };

    /// <summary>The net with everything, for bits.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="classes">Classes of the data set.</param>
    public static TrainSpec Sound(DeviceCheckSettings settings, int classes) =>
        Small(ChapterExperiment.Find("altogether").Spec(QuirkSet.Of(Protocol.Sound), classes, settings.Seed), settings);

    /// <summary>The same with fewer units, rows and steps, and with a short last batch.</summary>
    private static TrainSpec Small(TrainSpec spec, DeviceCheckSettings settings)
    {
        var hidden = 0;
        return spec with
        {
            Layers = LayerTree.Map(
                spec.Layers,
                layer => layer is Linear linear && hidden < settings.Hidden.Count ? linear with { OutFeatures = settings.Hidden[hidden++] } : layer),
            Epochs = Epochs,
            BatchSize = settings.BatchSize,
            ValidFraction = (double)settings.BatchSize / settings.Images,
            DropLast = false,
            Regularizers = [],
            MeasureTrainAccuracy = false,
            MeasureTrainRows = null,
        };
    }
}
