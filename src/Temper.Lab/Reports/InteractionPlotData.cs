using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>What an interaction plot shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, protocol, level of the intervals. May be empty.</param>
/// <param name="AxisName">What the outcome is, with its unit.</param>
/// <param name="Panels">One pair of factors each; at least one.</param>
public sealed record InteractionPlotData(string Title, string Subtitle, string AxisName, IReadOnlyList<InteractionPanel> Panels)
{
    /// <summary>The score that is shown, for units and number formats; default accuracy.</summary>
    public Score Score { get; init; } = Score.Accuracy;
}
