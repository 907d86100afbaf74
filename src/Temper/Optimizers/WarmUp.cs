using System.Text.Json.Serialization;

namespace Temper.Optimizers;

/// <summary>
/// Raises the learning rate in a straight line over the first steps (torch.optim.lr_scheduler.LinearLR), on top of
/// another schedule, which runs from the first step on.
/// </summary>
/// <param name="Steps">Steps until the full learning rate.</param>
/// <param name="StartFactor">Factor of the first step; default 1/3.</param>
/// <param name="Then">The schedule that is multiplied; null for a constant one.</param>
public sealed record WarmUp(
    int Steps,
    double StartFactor = 1.0 / 3,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LearningRateSchedule? Then = null) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRate(double rate, in ScheduleClock clock)
    {
        var factor = StartFactor + ((1 - StartFactor) * Math.Min(clock.Step, Steps) / Steps);
        return factor * (Then?.LearningRate(rate, clock) ?? rate);
    }

    /// <inheritdoc/>
    public override double? Momentum(in ScheduleClock clock) => Then?.Momentum(clock);

    /// <inheritdoc/>
    public override void Validate(OptimizerSpec optimizer)
    {
        if (Steps < 1 || StartFactor is not (> 0 and <= 1))
        {
            throw new SpecException(FormattableString.Invariant(
                $"WarmUp needs at least 1 step and a StartFactor above 0 and at most 1, received {Steps} and {StartFactor}."));
        }

        Then?.Validate(optimizer);
    }
}
