namespace Temper.Regularizers;

/// <summary>What an epoch has measured.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="ValidScore">Validation score, with a minus where less is better; NaN without a validation split.</param>
/// <param name="ValidLoss">Validation loss; NaN without a validation split.</param>
internal readonly record struct EpochMeasures(int Epoch, double ValidScore, double ValidLoss);
