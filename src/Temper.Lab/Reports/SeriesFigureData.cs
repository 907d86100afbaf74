using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>What a picture of effects against a setting shows.</summary>
/// <param name="Title">Title of the picture.</param>
/// <param name="Subtitle">One line below it: data set, protocol, seeds. May be empty.</param>
/// <param name="Setting">The setting on the horizontal axis.</param>
/// <param name="Values">Its values, as they are written; at least one.</param>
/// <param name="AxisName">What the effects are, with their unit.</param>
/// <param name="Region">Effects between minus this and plus this are too small to matter; 0 for no such region.</param>
/// <param name="Panels">One question each, with as many points as there are values; at least one.</param>
public sealed record SeriesFigureData(
    string Title, string Subtitle, string Setting, IReadOnlyList<string> Values, string AxisName, double Region, IReadOnlyList<SeriesPanel> Panels)
{
    /// <summary>The score that is shown, for units and number formats; default accuracy.</summary>
    public Score Score { get; init; } = Score.Accuracy;
}
