using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>Passes over a training's own rows that take no step: validation, training rows in evaluation mode, BatchNorm's statistics.</summary>
internal sealed class TrainingMeasurements(
    Network network, Device device, TrainingData data, TrainSpec resolved, Loss loss, LearningTask task) : IDisposable
{
    private readonly DeviceBuffer results = device.Allocate(2 * Math.Max(data.Valid?.Loader.Count ?? 0, data.Measured?.Loader.Count ?? 0));

    /// <summary>Measures the net on the validation split; null without one.</summary>
    /// <param name="step">Steps that the optimizer has taken.</param>
    public Evaluation? Validate(long step)
    {
        if (data.Valid is not { } valid)
        {
            return null;
        }

        // In training mode dropout needs keys, one a batch: negative ones, which no training step uses.
        var pass = resolved.ValidateInTrainingMode
            ? new Pass(0, Training: true, resolved.Seed, long.MinValue + (step * valid.Loader.Count))
            : default;
        return Measure(valid, pass);
    }

    /// <summary>Measures the net on rows of the training split, in evaluation mode; null where that was not asked for.</summary>
    public Evaluation? MeasureTraining() => data.Measured is { } rows ? Measure(rows, pass: default) : null;

    /// <summary>
    /// BatchNorm's statistics anew, as the average over the batches of an epoch; dropout drops, with keys that no other pass has.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="current">The epoch that is being trained.</param>
    /// <param name="stepInEpoch">Steps that have been taken in it.</param>
    public void EstimateStatistics(int epoch, int current, int stepInEpoch)
    {
        // A resumed trainer may never have had that epoch's order, and in the midst of the next one it has that one's.
        var loader = data.Train.Loader;
        loader.Shuffle(resolved.Seed, epoch);
        for (var i = 0; i < loader.Count; i++)
        {
            var batch = loader[i];
            data.Train.GatherInputs(batch, network.Input(batch.Rows));
            network.Forward(new Pass(batch.Rows, Training: true, resolved.Seed, -1 - (((long)epoch * loader.Count) + i), StatisticsBatch: i + 1));
            device.EndBatch();
        }

        if (epoch != current && stepInEpoch > 0)
        {
            loader.Shuffle(resolved.Seed, current);
        }
    }

    public void Dispose() => results.Dispose();

    private Evaluation Measure(DeviceRows rows, Pass pass) =>
        Evaluator.Run(network, task, loss, rows, results, pass, wantOutputs: false).Evaluation;
}
