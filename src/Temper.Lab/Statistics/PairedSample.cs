namespace Temper.Lab.Statistics;

/// <summary>An arm against the baseline.</summary>
/// <param name="Name">The arm's name.</param>
/// <param name="Differences">
/// Accuracy of the arm minus accuracy of the baseline with the same seed, in percentage points, one per seed in the order in which the seeds
/// were added (the sequential rule reads them in that order; the other rule does not care). NaN where a training has failed. Arms of
/// one family have the same seeds in the same places.
/// </param>
public sealed record PairedSample(string Name, IReadOnlyList<double> Differences);
