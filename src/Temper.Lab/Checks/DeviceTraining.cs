using Temper.Data;
using Temper.Devices;
using Temper.Training;

namespace Temper.Lab.Checks;

/// <summary>What a training left behind for comparison.</summary>
/// <param name="Losses">Of each step, and after each epoch that of its validation.</param>
/// <param name="Right">Shares of right guesses, in the same order, from 0 to 1.</param>
/// <param name="State">The trained net's numbers.</param>
/// <param name="Failure">Why it broke; null if it did not.</param>
internal sealed record DeviceTraining(double[] Losses, double[] Right, float[] State, string? Failure = null)
{
    /// <summary>Trains alone on a device of a pool.</summary>
    public static DeviceTraining OnPool(TrainSpec spec, Dataset dataset, DevicePool pool, CancellationToken cancellationToken)
    {
        using var device = pool.Open(1)[0];
        return On(spec, dataset, device, cancellationToken);
    }

    /// <summary>Trains on a device.</summary>
    public static DeviceTraining On(TrainSpec spec, Dataset dataset, Device device, CancellationToken cancellationToken)
    {
        using var trainer = new Trainer(spec, dataset, device);
        try
        {
            var epochs = trainer.Run(cancellationToken: cancellationToken).Epochs;
            return new DeviceTraining(
                [.. epochs.SelectMany(epoch => epoch.StepLosses.Select(loss => (double)loss).Concat(epoch.ValidLoss is { } valid ? [valid] : []))],
                [.. epochs.SelectMany(
                    epoch => epoch.StepScores.Select(right => right / 100.0).Concat(epoch.ValidScore is { } valid ? [valid / 100] : []))],
                [.. trainer.Network.State().SelectMany(tensor => tensor.Values)]);
        }
        catch (RunFailedException error)
        {
            return new DeviceTraining([], [], [], error.Message);
        }
    }
}
