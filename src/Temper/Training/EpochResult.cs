using Temper.Regularizers;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>What one epoch measured. Scores are the task's that decides: accuracy in percent, or RMSE.</summary>
public sealed record EpochResult
{
    /// <summary>Epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean over the batches of the training loss (without penalty), before each step.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean over the batches of the training score, in training mode, before each step.</summary>
    public required double TrainScore { get; init; }

    /// <summary>Validation score at the epoch's end; null without a validation split.</summary>
    public required double? ValidScore { get; init; }

    /// <summary>Validation loss at the epoch's end, mean over rows; null without a validation split.</summary>
    public required double? ValidLoss { get; init; }

    /// <summary>lambda / 2 sum w^2 at the epoch's end; 0 without weight decay.</summary>
    public required double Penalty { get; init; }

    /// <summary>Training score in evaluation mode at the epoch's end; null unless asked for.</summary>
    public required double? TrainScoreInEvaluation { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Training loss of each batch.</summary>
    public required float[] StepLosses { get; init; }

    /// <summary>Training score of each batch.</summary>
    public required float[] StepScores { get; init; }

    /// <summary>Validation score of each validation batch.</summary>
    public required float[] ValidScores { get; init; }

    /// <summary>What regularizers are told of it.</summary>
    /// <param name="score">The score.</param>
    internal EpochMeasures MeasuresOf(Score score) => new(Epoch, score.Sign * (ValidScore ?? double.NaN), ValidLoss ?? double.NaN);
}
