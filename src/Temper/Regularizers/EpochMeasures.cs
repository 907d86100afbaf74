namespace Temper.Regularizers;

/// <summary>What an epoch has measured.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="ValidAccuracy">Validation accuracy in percent; NaN without a validation split.</param>
/// <param name="ValidLoss">Validation loss; NaN without a validation split.</param>
internal readonly record struct EpochMeasures(int Epoch, double ValidAccuracy, double ValidLoss);
