namespace Temper.Regularizers;

/// <summary>What early stopping watches.</summary>
public enum EarlyStoppingMetric
{
    /// <summary>The task's validation score: accuracy, or RMSE.</summary>
    ValidScore,

    /// <summary>Validation loss; less is better.</summary>
    ValidLoss,
}
