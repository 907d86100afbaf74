using System.Reflection;
using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Tests.Training;

/// <summary>Specs that have, together, every property of every layer, optimizer and schedule, and of the spec itself, away from its default.</summary>
internal static class AwaySpecs
{
    /// <summary>Pixels of the images that the nets are for.</summary>
    public const int Features = 20;

    /// <summary>Their classes.</summary>
    public const int Classes = 3;

    /// <summary>Properties that no valid spec has away from its default.</summary>
    public static IReadOnlyList<string> Stuck { get; }

    /// <summary>Everything that goes together away, for images of <see cref="Features"/> pixels and <see cref="Classes"/> classes; it can be trained.</summary>
    public static TrainSpec Together { get; }

    /// <summary>All of them, that one first.</summary>
    public static IReadOnlyList<TrainSpec> All { get; }

    static AwaySpecs()
    {
        var stuck = new List<PropertyInfo>();
        var layers = Kinds<LayerSpec>(IsLayer, property => property.Name switch
        {
            nameof(Linear.InFeatures) => [Features],
            nameof(Residual.Layers) => [new LayerSpec[] { new LeakyReLU(0.5), new Residual([new LayerNorm(0.5) { Name = "inside" }]) }],
            _ => [],
        });
        var optimizers = Kinds<OptimizerSpec>(IsSound, _ => []);
        var schedules = Kinds<LearningRateSchedule>(IsSchedule, property => property.Name == nameof(WarmUp.Then) ? [new StepLR(2, 0.5)] : []);
        var regularizers = Kinds<Regularizer>(IsSound, _ => []);
        var losses = Kinds<Loss>(IsSound, _ => []);
        var scalings = Kinds<Scaling>(IsSound, _ => []);
        var start = new TrainSpec { Layers = [new Linear(Classes)] };
        LayerSpec[] net = [.. layers.Select((layer, i) => layer with { Name = FormattableString.Invariant($"own{i}") }), new Linear(Classes)];
        var whole = Away.Copies(start, spec => IsSound(() => ((TrainSpec)spec).Validate()), property => property.Name switch
        {
            nameof(TrainSpec.Layers) => [net],
            nameof(TrainSpec.Optimizer) => [optimizers[0]],
            nameof(TrainSpec.Schedule) => [schedules.First(schedule => schedule is WarmUp { Then: not null })],
            nameof(TrainSpec.Loss) => [losses.OfType<CrossEntropy>().First(loss => loss.LabelSmoothing > 0)],
            nameof(TrainSpec.Scaling) => [scalings.OfType<MinMax>().First(scaling => scaling.A != 0)],
            nameof(TrainSpec.Regularizers) => [GoingTogether(regularizers)],
            _ => [],
        }, stuck).Cast<TrainSpec>().ToList();
        Together = whole[0];
        Stuck = [.. stuck.Select(property => $"{property.ReflectedType!.Name}.{property.Name}")];
        All =
        [
            .. whole,
            .. layers.Select(layer => Together with { Layers = [layer, new Linear(Classes)] }),
            .. regularizers.Select(regularizer => Together with { Layers = [new Linear(4), new ReLU(), new Linear(Classes)], Regularizers = [regularizer] }),
            .. scalings.Select(scaling => Together with { Scaling = scaling }),
            .. losses.Select(loss => Together with { Loss = loss, Regularizers = [] }),
            .. optimizers.Select(optimizer => Together with { Optimizer = optimizer, Regularizers = [] }),
            .. schedules.Select(schedule => Together with { Schedule = schedule, Optimizer = new Adam() }),
        ];

        List<T> Kinds<T>(Func<T, bool> isValid, Func<PropertyInfo, IEnumerable<object?>> others) =>
        [
            .. typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T))).OrderBy(type => type.Name, StringComparer.Ordinal)
                .SelectMany(type => Away.Copies(Away.Default(type), part => isValid((T)part), others, stuck)).Cast<T>(),
        ];
    }

    /// <summary>
    /// One of each kind that is no edit of the net or the optimizer (whose weight decay is to be changed beside them), and one alone of those that
    /// have weights of their own for evaluation.
    /// </summary>
    private static Regularizer[] GoingTogether(IReadOnlyList<Regularizer> all) =>
    [
        .. all.Where(one => one is not (HiddenDropout or HiddenBatchNorm or WeightDecay) && !one.HasWeightsForEvaluation).DistinctBy(one => one.GetType()),
        all.First(one => one.HasWeightsForEvaluation),
    ];

    private static bool IsSound(Regularizer regularizer) => IsSound(regularizer.Validate);

    private static bool IsSound(Scaling scaling) => IsSound(scaling.Validate);

    private static bool IsSound(Loss loss) => IsSound(loss.Validate);

    private static bool IsLayer(LayerSpec layer) => IsSound(() =>
    {
        using var network = new Network([layer], Features, new ReferenceDevice(), 2);
    });

    private static bool IsSound(OptimizerSpec optimizer) => IsSound(optimizer.Validate);

    private static bool IsSchedule(LearningRateSchedule schedule) => IsSound(() => schedule.Validate(new Adam()));

    private static bool IsSound(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (TemperException)
        {
            return false;
        }
    }
}
