using System.Reflection;
using Temper.Devices;
using Temper.Layers;
using Temper.Optimizers;
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
        var stopping = Away.Copies(new EarlyStopping(), _ => true, _ => [], stuck).Cast<EarlyStopping>().Single();
        var start = new TrainSpec { Layers = [new Linear(Classes)] };
        LayerSpec[] net = [.. layers.Select((layer, i) => layer with { Name = FormattableString.Invariant($"own{i}") }), new Linear(Classes)];
        var whole = Away.Copies(start, spec => IsSound(() => ((TrainSpec)spec).Validate()), property => property.Name switch
        {
            nameof(TrainSpec.Layers) => [net],
            nameof(TrainSpec.Optimizer) => [optimizers[0]],
            nameof(TrainSpec.Schedule) => [schedules.First(schedule => schedule is WarmUp { Then: not null })],
            nameof(TrainSpec.EarlyStopping) => [stopping],
            _ => [],
        }, stuck).Cast<TrainSpec>().ToList();
        Together = whole[0];
        Stuck = [.. stuck.Select(property => $"{property.ReflectedType!.Name}.{property.Name}")];
        All =
        [
            .. whole,
            .. layers.Select(layer => Together with { Layers = [layer, new Linear(Classes)] }),
            .. optimizers.Select(optimizer => Together with { Optimizer = optimizer }),
            .. schedules.Select(schedule => Together with { Schedule = schedule, Optimizer = new Adam() }),
        ];

        List<T> Kinds<T>(Func<T, bool> isValid, Func<PropertyInfo, IEnumerable<object?>> others) =>
        [
            .. typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T))).OrderBy(type => type.Name, StringComparer.Ordinal)
                .SelectMany(type => Away.Copies(Away.Default(type), part => isValid((T)part), others, stuck)).Cast<T>(),
        ];
    }

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
