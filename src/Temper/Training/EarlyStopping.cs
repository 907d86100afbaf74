namespace Temper.Training;

/// <summary>Stops a training that no longer gets better on the validation split.</summary>
/// <param name="Patience">Epochs in a row without improvement after which it stops, at least 1; default 5.</param>
/// <param name="MinDelta">Least change that counts as improvement (points of accuracy, or loss); default 0.</param>
/// <param name="Metric">What is watched; default validation accuracy.</param>
/// <param name="RestoreBest">Whether the best epoch's weights are put back at the end; default true.</param>
public sealed record EarlyStopping(
    int Patience = 5,
    double MinDelta = 0,
    EarlyStoppingMetric Metric = EarlyStoppingMetric.ValidAccuracy,
    bool RestoreBest = true)
{
    /// <summary>Whether one value is an improvement on another; any number is one on NaN.</summary>
    /// <param name="value">The new one.</param>
    /// <param name="best">The best so far.</param>
    public bool Improves(double value, double best) => double.IsNaN(best)
        ? !double.IsNaN(value)
        : Metric == EarlyStoppingMetric.ValidAccuracy ? value > best + MinDelta : value < best - MinDelta;
}
