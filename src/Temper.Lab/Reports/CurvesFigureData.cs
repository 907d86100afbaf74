namespace Temper.Lab.Reports;

/// <summary>
/// What the training figure shows. All lists hold one value per epoch, or per place of <see cref="Positions"/>; accuracies are percentages, 0 to 100.
/// </summary>
/// <param name="Title">Title above both panels: the name of the experiment.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seed. May be empty.</param>
/// <param name="TrainLoss">Mean training loss of each epoch, without penalties.</param>
/// <param name="TrainAccuracy">Training accuracy of each epoch, as measured while training.</param>
/// <param name="ValidAccuracy">Validation accuracy of each epoch, or null when nothing was held out.</param>
public sealed record CurvesFigureData(
    string Title,
    string Subtitle,
    IReadOnlyList<double> TrainLoss,
    IReadOnlyList<double> TrainAccuracy,
    IReadOnlyList<double>? ValidAccuracy)
{
    /// <summary>Loss including the penalties, drawn beside the loss without them; or null.</summary>
    public IReadOnlyList<double>? LossWithPenalty { get; init; }

    /// <summary>What the horizontal axis counts; default "epoch".</summary>
    public string Unit { get; init; } = "epoch";

    /// <summary>Where each value stands on the horizontal axis, from 0, in ascending order; null for 0, 1, 2...</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>The word beside the line where a curve breaks off; null names the epoch.</summary>
    public string? Break { get; init; }

    /// <summary>Training accuracy measured in evaluation mode, where dropout is off; or null.</summary>
    public IReadOnlyList<double>? TrainAccuracyEvaluated { get; init; }
}
