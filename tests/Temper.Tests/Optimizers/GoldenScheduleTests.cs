using System.Text.Json;
using Temper.Optimizers;
using Xunit;

namespace Temper.Tests.Optimizers;

/// <summary>Learning rates (and momenta) of every schedule against PyTorch's schedulers.</summary>
public sealed class GoldenScheduleTests
{
    public static TheoryData<string> Cases => Golden.Names("schedules.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives_PyTorchs_learning_rates_and_momenta(string name)
    {
        var golden = Golden.Case("schedules.json", name);
        var schedule = Schedule(golden);
        OptimizerSpec optimizer = golden.Text("optimizer") == "SGD" ? new SGD(0.1, Momentum: 0.9) : new Adam(0.1);
        schedule.Validate(optimizer);
        var steps = golden.Whole("steps");
        var clocks = Enumerable.Range(0, steps).Select(step => new ScheduleClock(step, steps / 2, 2)).ToArray();

        Close.Absolute("learning rate", golden.Numbers("lr"), [.. clocks.Select(clock => Rate(schedule, golden, clock))], 1e-15);
        if (golden.TryGetProperty("momentum", out var momenta))
        {
            Close.Absolute("momentum", momenta.Numbers(), [.. clocks.Select(clock => schedule.Momentum(clock)!.Value)], 1e-14);
        }
        else
        {
            Assert.All(clocks, clock => Assert.Null(schedule.Momentum(clock)));
        }
    }

    [Fact]
    public void StepLR_counts_epochs_not_steps()
    {
        var schedule = new StepLR(3, 0.5);
        for (var step = 0; step < 40; step++)
        {
            var clock = new ScheduleClock(step, StepsPerEpoch: 4, Epochs: 10);
            Assert.Equal(0.1 * Math.Pow(0.5, step / 12), schedule.LearningRate(0.1, clock), 15);
        }
    }

    [Fact]
    public void A_warm_up_multiplies_the_schedule_behind_it()
    {
        var behind = new CosineAnnealingLR(1e-4);
        var schedule = new WarmUp(8, 0.1, behind);
        for (var step = 0; step < 40; step++)
        {
            var clock = new ScheduleClock(step, 20, 2);
            var factor = step < 8 ? 0.1 + (0.9 * step / 8) : 1;
            Assert.Equal(factor * behind.LearningRate(0.1, clock), schedule.LearningRate(0.1, clock), 15);
        }

        Assert.Equal(0.95, new WarmUp(8, 0.1, new OneCycleLR()).Momentum(new ScheduleClock(0, 20, 2))!.Value, 12);
    }

    [Fact]
    public void OneCycle_refuses_an_optimizer_without_momentum()
    {
        Assert.Throws<SpecException>(() => new OneCycleLR().Validate(new SGD()));
        Assert.Throws<SpecException>(() => new WarmUp(3, 0.1, new OneCycleLR()).Validate(new Adagrad()));
        new OneCycleLR(CycleMomentum: false).Validate(new SGD());
    }

    private static double Rate(LearningRateSchedule schedule, JsonElement golden, ScheduleClock clock) =>
        schedule.LearningRate(golden.Number("baseLr"), schedule is StepLR ? clock with { StepsPerEpoch = 1, Epochs = golden.Whole("steps") } : clock);

    private static LearningRateSchedule Schedule(JsonElement golden)
    {
        var options = golden.GetProperty("options");
        return golden.Text("scheduler") switch
        {
            "StepLR" => new StepLR(options.Whole("step_size"), options.Number("gamma")),
            "CosineAnnealingLR" => new CosineAnnealingLR(options.Number("eta_min")),
            "LinearLR" => new WarmUp(options.Whole("total_iters"), options.Number("start_factor")),
            "OneCycleLR" => new OneCycleLR(
                LinearAnnealing: options.TryGetProperty("anneal_strategy", out var strategy) && strategy.GetString() == "linear",
                ThreePhase: options.TryGetProperty("three_phase", out var phases) && phases.GetBoolean()),
            var other => throw new NotSupportedException(other),
        };
    }
}
