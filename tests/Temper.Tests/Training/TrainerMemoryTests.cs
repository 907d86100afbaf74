using Temper.Optimizers;
using Temper.Tests.Devices;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

public sealed class TrainerMemoryTests
{
    private static readonly Dictionary<string, TrainSpec> Specs = new()
    {
        ["plain"] = Trainings.Spec,
        ["no validation"] = Trainings.Spec with { ValidFraction = 0 },
        ["three states"] = Trainings.Spec with { Optimizer = new Adam(AMSGrad: true) },
        ["no state, training accuracy measured"] = Trainings.Spec with { Optimizer = new SGD(), MeasureTrainAccuracy = true },
        ["a batch larger than the data"] = Trainings.Spec with { BatchSize = 1000, DropLast = false },
    };

    public static TheoryData<string> Names => [.. Specs.Keys];

    /// <summary>Nothing is given back before a training's end, so that what was ever allocated is what was needed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_what_a_training_and_its_test_allocate(string name)
    {
        using var device = new ForwardingDevice();
        using var trainer = new Trainer(Specs[name], Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        trainer.Test();

        Assert.Equal(device.Allocated, TrainerMemory.NumbersOf(Specs[name], Trainings.Data));
    }

    [Fact]
    public void A_training_that_cannot_be_is_refused() =>
        Assert.Throws<SpecException>(() => TrainerMemory.NumbersOf(Trainings.Spec with { Layers = [new Temper.Layers.Linear(4)] }, Trainings.Data));
}
