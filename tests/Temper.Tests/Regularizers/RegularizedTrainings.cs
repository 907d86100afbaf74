using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Training;
using Temper.Training;

namespace Temper.Tests.Regularizers;

/// <summary>Small trainings with regularizers, for the tests of this folder.</summary>
internal static class RegularizedTrainings
{
    /// <summary>Nets that any regularizer can be added to: 4 epochs of 5 steps.</summary>
    public static TrainSpec Spec { get; } = new()
    {
        Layers = [new Linear(12), new ReLU(), new Linear(9), new ReLU(), new Linear(5)],
        Optimizer = new Adam(0.01),
        BatchSize = 32,
        Epochs = 4,
        Seed = 21,
    };

    /// <summary>The same with BatchNorm and dropout in the net.</summary>
    public static TrainSpec Normed { get; } = Spec with
    {
        Layers = [new Linear(12), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(9), new ReLU(), new Linear(5)],
    };

    /// <summary>All names of the catalog.</summary>
    public static IEnumerable<string> Names => RegularizerCatalog.Names;

    /// <summary>Those with which a net is measured with weights of their own.</summary>
    public static IEnumerable<string> Averages => RegularizerCatalog.All.Where(one => one.HasWeightsForEvaluation).Select(one => one.Name);

    /// <summary>One of a kind, made so strong that a short training shows it.</summary>
    public static Regularizer Strong(string name) => RegularizerCatalog.Create(name) switch
    {
        L1 => new L1(3e-3),
        ElasticNet => new ElasticNet(3e-3),
        MaxNorm => new MaxNorm(0.6),
        Ema => new Ema(0.8, WarmUp: false),
        Swa => new Swa(0.5),
        Lookahead => new Lookahead(0.5, K: 3),
        EarlyStopping => new EarlyStopping(Patience: 3, MinDelta: 100),
        WeightDecay => new WeightDecay(0.01),
        GradientClipping => new GradientClipping(0.2),
        GaussianNoise => new GaussianNoise(0.3),
        LabelNoise => new LabelNoise(0.3),
        MixUp => new MixUp(0.8),
        var other => other,
    };

    /// <summary>The catalog's, a strong one, and copies that have, together, every property away from its default.</summary>
    public static IReadOnlyList<Regularizer> Variants(string name) =>
    [
        RegularizerCatalog.Create(name),
        Strong(name),
        .. Away.Copies(RegularizerCatalog.Create(name), one => IsSound((Regularizer)one), _ => []).Cast<Regularizer>(),
    ];

    /// <summary>As many together as go, one list for each of those that go with no other of their kind.</summary>
    public static IReadOnlyList<IReadOnlyList<Regularizer>> Together { get; } =
    [
        .. Averages.Select(average => (IReadOnlyList<Regularizer>)
            [.. RegularizerCatalog.All.Where(one => !one.HasWeightsForEvaluation || one.Name == average).Select(one => Strong(one.Name))]),
    ];

    /// <summary>Trains to the end.</summary>
    public static (TrainResult Result, int[] Bits) Run(TrainSpec spec, Device? device = null) => Trainings.Run(spec, device);

    /// <summary>Trains to the end on so many threads.</summary>
    public static (TrainResult Result, int[] Bits) Run(TrainSpec spec, int threads)
    {
        using var device = new CpuDevice(threads);
        return Trainings.Run(spec, device);
    }

    private static bool IsSound(Regularizer regularizer)
    {
        try
        {
            regularizer.Validate();
            return true;
        }
        catch (SpecException)
        {
            return false;
        }
    }
}
