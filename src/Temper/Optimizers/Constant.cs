namespace Temper.Optimizers;

/// <summary>The optimizer's learning rate throughout.</summary>
public sealed record Constant : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRate(double rate, in ScheduleClock clock) => rate;
}
