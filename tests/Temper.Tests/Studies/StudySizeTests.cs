using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>What a study would take is known before it begins.</summary>
public sealed class StudySizeTests
{
    [Fact]
    public void Too_many_arms_and_trainings_are_refused_with_the_limit()
    {
        StudySize.CheckArms(StudySize.MostArms);
        Assert.Contains("at most 1000 arms, received 1001", Assert.Throws<SpecException>(() => StudySize.CheckArms(1001)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 1000 arms", Assert.Throws<SpecException>(() => Arms.Read([.. Enumerable.Repeat("x", 1001)], new ArmSettings(Protocol.Sound, 10), "")).Message, StringComparison.Ordinal);
        StudySize.Check(4, 250_000, 1, memory: null);
        Assert.Equal(
            "250001 seeds of 4 nets are 1000004 trainings, the most is 1000000; choose at most 250000 seeds.",
            Assert.Throws<SpecException>(() => StudySize.Check(4, 250_001, 1, memory: null)).Message);
        Assert.Contains("2147483647 seeds of 1000 nets", Assert.Throws<SpecException>(() => StudySize.Check(1000, int.MaxValue, int.MaxValue, memory: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_have_no_room_are_refused_before_the_first_training()
    {
        var memory = new HostMemory(() => new MemoryFigures(3_000_000_000, 2_000_000_000));
        StudySize.Check(2, 100_000, 5, memory);
        Assert.Equal(
            "The list of 1000000 trainings (500000 seeds of 2 nets) with their results needs 2.7 GB of memory, but this machine has 3.0 GB, of which 2.0 GB are free; choose fewer seeds.",
            Assert.Throws<NotEnoughMemoryException>(() => StudySize.Check(2, 500_000, 5, memory)).Message);
    }

    [Theory]
    [InlineData(3.5, 3, null)]
    [InlineData(3.2, 2, "2 instead of 3 trainings side by side: each needs ")]
    [InlineData(2.5, 2, "2 instead of 3 trainings side by side: each needs ")]
    [InlineData(1.0, 1, "1 instead of 3 trainings side by side: each needs ")]
    public void As_many_trainings_run_side_by_side_as_have_room(double times, int atOnce, string? note)
    {
        using var measuring = new CpuDevice();
        var bytes = (long)(times * TrainerMemory.Of(Trainings.Spec, Trainings.Data, measuring).ModelTrainingBytes);
        using var pool = new CpuDevicePool(3, new HostMemory(() => new MemoryFigures(bytes, bytes)));
        var fitting = TrainingsAtOnce.Of(pool, [Trainings.Spec, Trainings.Spec with { Layers = [new Temper.Layers.Linear(5)] }], Trainings.Data, wanted: 3);

        Assert.Equal(atOnce, fitting.AtOnce);
        Assert.Equal(note is null, fitting.Note is null);
        Assert.StartsWith(note ?? "", fitting.Note ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_side_by_side_give_the_same_results_and_none_at_all_is_refused()
    {
        using var measuring = new CpuDevice();
        var need = TrainerMemory.Of(Trainings.Spec, Trainings.Data, measuring).ModelTrainingBytes;
        var requests = Enumerable.Range(1, 4).Select(seed => new RunRequest("net", Protocol.Own, "", [], Trainings.Spec with { Seed = (ulong)seed, Epochs = 1 })).ToList();
        var notes = new List<string>();
        using var tight = new CpuDevicePool(2, new HostMemory(() => new MemoryFigures(need, need)));
        using var wide = new CpuDevicePool(2);
        Assert.Equal(
            Runner.RunMany(requests, Trainings.Data, wide, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken).Select(record => record.WeightsHash),
            Runner.RunMany(requests, Trainings.Data, tight, TimeProvider.System, tight: notes.Add, cancellationToken: TestContext.Current.CancellationToken).Select(record => record.WeightsHash));
        Assert.StartsWith("1 instead of 2 trainings", Assert.Single(notes), StringComparison.Ordinal);

        using var none = new CpuDevicePool(2, new HostMemory(() => new MemoryFigures(need, need - 1)));
        Assert.Throws<NotEnoughMemoryException>(() => Runner.RunMany(requests, Trainings.Data, none, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken));
    }
}
