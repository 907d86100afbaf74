namespace Temper.Regularizers;

/// <summary>What early stopping watches.</summary>
public enum EarlyStoppingMetric
{
    /// <summary>Validation accuracy; more is better.</summary>
    ValidAccuracy,

    /// <summary>Validation loss; less is better.</summary>
    ValidLoss,
}
