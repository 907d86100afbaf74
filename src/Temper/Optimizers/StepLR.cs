namespace Temper.Optimizers;

/// <summary>Multiplies the learning rate by Gamma every StepSize epochs (torch.optim.lr_scheduler.StepLR).</summary>
/// <param name="StepSize">Epochs between two cuts.</param>
/// <param name="Gamma">Factor of a cut; default 0.1.</param>
public sealed record StepLR(int StepSize, double Gamma = 0.1) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRate(double rate, in ScheduleClock clock) =>
        rate * IntegerPower.Of(Gamma, clock.Epoch / StepSize);

    /// <inheritdoc/>
    public override void Validate(OptimizerSpec optimizer)
    {
        if (StepSize < 1 || !(Gamma > 0))
        {
            throw new SpecException(FormattableString.Invariant(
                $"StepLR needs a StepSize of at least 1 epoch and a Gamma above 0, received {StepSize} and {Gamma}."));
        }
    }
}
