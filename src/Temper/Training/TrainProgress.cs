namespace Temper.Training;

/// <summary>Where a training stands; reported about ten times a second and at the end of each epoch.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Loss">Mean training loss of this epoch so far.</param>
/// <param name="Score">Mean training score of this epoch so far.</param>
/// <param name="Seconds">Seconds of this training so far.</param>
/// <param name="Finished">The epoch's result when it has just ended, else null.</param>
public readonly record struct TrainProgress(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, double Score, double Seconds, EpochResult? Finished);
