using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>What a forest plot shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, protocol, level of the intervals. May be empty.</param>
/// <param name="AxisName">What the effects are, with their unit.</param>
/// <param name="Region">Effects between minus this and plus this are too small to matter; 0 for no such region.</param>
/// <param name="Rows">The effects, from top to bottom; at least one.</param>
public sealed record ForestPlotData(string Title, string Subtitle, string AxisName, double Region, IReadOnlyList<ForestRow> Rows)
{
    /// <summary>The score that is shown, for units and number formats; default accuracy.</summary>
    public Score Score { get; init; } = Score.Accuracy;
}
