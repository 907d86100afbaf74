using Temper.Regularizers;

namespace Temper.Training;

/// <summary>What one epoch measured. Accuracies are in percent.</summary>
public sealed record EpochResult
{
    /// <summary>Epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean over the batches of the training loss (without penalty), before each step.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean over the batches of the training accuracy, in training mode, before each step.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Validation accuracy at the epoch's end; null without a validation split.</summary>
    public required double? ValidAccuracy { get; init; }

    /// <summary>Validation loss at the epoch's end, mean over rows; null without a validation split.</summary>
    public required double? ValidLoss { get; init; }

    /// <summary>lambda / 2 sum w^2 at the epoch's end; 0 without weight decay.</summary>
    public required double Penalty { get; init; }

    /// <summary>Training accuracy in evaluation mode at the epoch's end; null unless asked for.</summary>
    public required double? TrainAccuracyInEvaluation { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Training loss of each batch.</summary>
    public required float[] StepLosses { get; init; }

    /// <summary>Training accuracy of each batch, in percent.</summary>
    public required float[] StepAccuracies { get; init; }

    /// <summary>Validation accuracy of each validation batch, in percent.</summary>
    public required float[] ValidAccuracies { get; init; }

    /// <summary>What regularizers are told of it.</summary>
    internal EpochMeasures Measures => new(Epoch, ValidAccuracy ?? double.NaN, ValidLoss ?? double.NaN);
}
