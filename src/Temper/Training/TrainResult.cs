namespace Temper.Training;

/// <summary>What a training measured.</summary>
/// <param name="Epochs">Epoch by epoch.</param>
/// <param name="Steps">Training steps done.</param>
/// <param name="TrainSeconds">Seconds spent training.</param>
/// <param name="ValidSeconds">Seconds spent validating and measuring.</param>
/// <param name="DroppedRows">Rows of the training split that an epoch leaves out (short last batch).</param>
/// <param name="BestEpoch">The epoch, from 1, whose weights early stopping put back; null if the last epoch's are used.</param>
public sealed record TrainResult(
    IReadOnlyList<EpochResult> Epochs,
    long Steps,
    double TrainSeconds,
    double ValidSeconds,
    int DroppedRows,
    int? BestEpoch);
