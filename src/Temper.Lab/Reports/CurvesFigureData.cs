using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>
/// What the training figure shows. All lists hold one value per epoch, or per place of <see cref="Positions"/>; scores are those of the task.
/// </summary>
/// <param name="Title">Title above both panels: the name of the experiment.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="TrainLoss">Mean training loss of each epoch, without penalties.</param>
/// <param name="TrainScore">Training score of each epoch, as measured while training.</param>
/// <param name="ValidScore">Validation score of each epoch, or null when nothing was held out.</param>
public sealed record CurvesFigureData(
    string Title,
    string Subtitle,
    IReadOnlyList<double> TrainLoss,
    IReadOnlyList<double> TrainScore,
    IReadOnlyList<double>? ValidScore)
{
    /// <summary>The score of the right panel, for units and number formats; default accuracy.</summary>
    public Score Score { get; init; } = Score.Accuracy;

    /// <summary>Loss including the penalties, drawn beside the loss without them; or null.</summary>
    public IReadOnlyList<double>? LossWithPenalty { get; init; }

    /// <summary>What the horizontal axis counts; default "epoch".</summary>
    public string Unit { get; init; } = "epoch";

    /// <summary>Where each value stands on the horizontal axis, from 0, in ascending order; null for 0, 1, 2...</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>The word beside the line where a curve breaks off; null names the epoch.</summary>
    public string? Break { get; init; }

    /// <summary>Training score measured in evaluation mode, where dropout is off; or null.</summary>
    public IReadOnlyList<double>? TrainScoreEvaluated { get; init; }
}
