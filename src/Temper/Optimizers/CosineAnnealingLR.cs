namespace Temper.Optimizers;

/// <summary>
/// Half a cosine from the learning rate down to EtaMin, step by step over the whole training
/// (Loshchilov and Hutter, ICLR 2017; torch.optim.lr_scheduler.CosineAnnealingLR with T_max = all steps).
/// </summary>
/// <remarks>lr = EtaMin + (rate - EtaMin) (1 + cos(pi step / steps)) / 2.</remarks>
/// <param name="EtaMin">Where it ends; default 0.</param>
public sealed record CosineAnnealingLR(double EtaMin = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRate(double rate, in ScheduleClock clock) =>
        EtaMin + ((rate - EtaMin) * (1 + Math.Cos(Math.PI * clock.Step / clock.TotalSteps)) / 2);

    /// <inheritdoc/>
    public override void Validate(OptimizerSpec optimizer)
    {
        if (!(EtaMin >= 0))
        {
            throw new SpecException(FormattableString.Invariant($"CosineAnnealingLR needs an EtaMin of at least 0, received {EtaMin}."));
        }
    }
}
