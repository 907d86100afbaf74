using Temper.Layers;

namespace Temper.Training;

/// <summary>The best epoch so far in early stopping's eyes, and its weights; does nothing without early stopping.</summary>
internal sealed class BestEpoch(EarlyStopping? stopping)
{
    private double value = double.NaN;

    /// <summary>The epoch, from 1; 0 if none yet.</summary>
    public int Epoch { get; private set; }

    /// <summary>Its parameters and statistics; empty if they are not to be put back.</summary>
    public IReadOnlyList<NamedTensor> State { get; private set; } = [];

    /// <summary>Whether the last epochs brought nothing for as long as patience allows.</summary>
    public bool HasStopped(int epochs) => stopping is not null && epochs > 0 && epochs - Epoch >= stopping.Patience;

    /// <summary>Looks at a finished epoch.</summary>
    public void Consider(EpochResult result, Network network)
    {
        if (stopping is not null && (Epoch == 0 || stopping.Improves(Watched(result), value)))
        {
            Epoch = result.Epoch;
            value = Watched(result);
            State = stopping.RestoreBest ? network.State() : [];
        }
    }

    /// <summary>Goes back to a checkpoint.</summary>
    public void Restore(int epoch, IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochResult> epochs)
    {
        Epoch = epoch;
        State = state;
        value = epoch == 0 || stopping is null ? double.NaN : Watched(epochs[epoch - 1]);
    }

    private double Watched(EpochResult result) =>
        stopping!.Metric == EarlyStoppingMetric.ValidAccuracy ? result.ValidAccuracy ?? double.NaN : result.ValidLoss ?? double.NaN;
}
