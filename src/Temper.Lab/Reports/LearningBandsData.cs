using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>What a picture of learning curves over many runs shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, protocol, number of seeds. May be empty.</param>
/// <param name="Arms">One panel each; at least one. The others are compared with the first.</param>
public sealed record LearningBandsData(string Title, string Subtitle, IReadOnlyList<ArmCurves> Arms)
{
    /// <summary>The score that is shown, for units and number formats; default accuracy.</summary>
    public Score Score { get; init; } = Score.Accuracy;
}
