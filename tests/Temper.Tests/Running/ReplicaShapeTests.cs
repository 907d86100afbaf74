using Temper.Lab.Running;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Running;

/// <summary>Which trainings share a batch.</summary>
public sealed class ReplicaShapeTests
{
    private static readonly TrainSpec Start = new()
    {
        Layers = [new Linear(8), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(3)],
        Optimizer = new SGD(0.1, Momentum: 0.9) { WeightDecay = 1e-4 },
        Regularizers = [new GradientClipping()],
    };

    private static readonly Dictionary<string, TrainSpec> SameShape = new()
    {
        ["seed"] = Start with { Seed = 7 },
        ["learning rate and momentum"] = Start with { Optimizer = new SGD(0.3, Momentum: 0.5) { WeightDecay = 1e-4 } },
        ["weight decay"] = Start with { Optimizer = new SGD(0.1, Momentum: 0.9) { WeightDecay = 1e-2 } },
        ["dropout"] = Start with { Layers = [new Linear(8), new BatchNorm1d(), new ReLU(), new Dropout(0.7), new Linear(3)] },
        ["label smoothing"] = Start.With(new LabelSmoothing()),
        ["clip norm"] = Start.With(new GradientClipping(3)),
        ["schedule"] = Start with { Schedule = new CosineAnnealingLR() },
    };

    private static readonly Dictionary<string, TrainSpec> OtherShapes = new()
    {
        ["no dropout"] = Start with { Layers = [new Linear(8), new BatchNorm1d(), new ReLU(), new Dropout(0), new Linear(3)] },
        ["layers"] = Start with { Layers = [new Linear(8), new ReLU(), new Dropout(0.2), new Linear(3)] },
        ["sizes"] = Start with { Layers = [new Linear(9), new BatchNorm1d(), new ReLU(), new Dropout(0.2), new Linear(3)] },
        ["eps"] = Start with { Layers = [new Linear(8), new BatchNorm1d(Eps: 1e-3), new ReLU(), new Dropout(0.2), new Linear(3)] },
        ["no momentum"] = Start with { Optimizer = new SGD(0.1) { WeightDecay = 1e-4 } },
        ["no weight decay"] = Start with { Optimizer = new SGD(0.1, Momentum: 0.9) },
        ["decay's scope"] = Start with { Optimizer = new SGD(0.1, Momentum: 0.9) { WeightDecay = 1e-4, WeightDecayScope = WeightDecayScope.Weights } },
        ["nesterov"] = Start with { Optimizer = new SGD(0.1, Momentum: 0.9, Nesterov: true) { WeightDecay = 1e-4 } },
        ["optimizer"] = Start with { Optimizer = new Adam { WeightDecay = 1e-4 } },
        ["AMSGrad"] = Start with { Optimizer = new Adam(AMSGrad: true) { WeightDecay = 1e-4 } },
        ["no clip norm"] = Start with { Regularizers = [] },
        ["batch size"] = Start with { BatchSize = 64 },
        ["epochs"] = Start with { Epochs = 6 },
        ["validation split"] = Start with { ValidFraction = 0.1 },
        ["a quirk"] = Start with { ValidateEveryStep = true },
        ["early stopping"] = Start.With(new EarlyStopping()),
    };

    public static TheoryData<string> Same => [.. SameShape.Keys];

    [Theory]
    [MemberData(nameof(Same))]
    public void Numbers_that_are_constants_of_an_operation_may_differ(string name) =>
        Assert.Equal(ReplicaShape.Of(Start), ReplicaShape.Of(SameShape[name]));

    [Fact]
    public void Whatever_changes_an_operation_a_size_or_a_state_is_another_shape()
    {
        var shapes = OtherShapes.Values.Append(Start).Select(ReplicaShape.Of).ToList();
        Assert.Equal(shapes.Count, shapes.Distinct().Count());
    }

    [Fact]
    public void Every_optimizer_of_other_numbers_has_as_many_states()
    {
        foreach (var name in OptimizerCatalog.Names)
        {
            var optimizer = OptimizerCatalog.Create(name);
            var other = optimizer with { LearningRate = 0.123, WeightDecay = optimizer.WeightDecay * 2 };
            Assert.Equal(ReplicaShape.Of(Start with { Optimizer = optimizer }), ReplicaShape.Of(Start with { Optimizer = other }));
            Assert.Equal(optimizer.StateCount, other.StateCount);
        }
    }
}
