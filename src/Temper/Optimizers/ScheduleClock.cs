namespace Temper.Optimizers;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done before this one, from 0.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Epochs">Epochs planned.</param>
public readonly record struct ScheduleClock(long Step, int StepsPerEpoch, int Epochs)
{
    /// <summary>Epochs done before this step's epoch, from 0.</summary>
    public long Epoch => Step / StepsPerEpoch;

    /// <summary>All steps planned.</summary>
    public long TotalSteps => (long)StepsPerEpoch * Epochs;
}
