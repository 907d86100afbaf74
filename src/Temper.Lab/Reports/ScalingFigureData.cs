namespace Temper.Lab.Reports;

/// <summary>What the picture of one sweep over sizes shows; the three lists are of one length.</summary>
/// <param name="Title">Title: what was measured.</param>
/// <param name="Subtitle">One line below it: net, instruction set, peak. May be empty.</param>
/// <param name="Axis">What the size is.</param>
/// <param name="Sizes">The sizes, each above 0, ascending; at least one.</param>
/// <param name="Percent">Share of the peak at each size, in percent.</param>
/// <param name="IsCliff">Whether a size is far slower than the sizes around it.</param>
public sealed record ScalingFigureData(
    string Title,
    string Subtitle,
    string Axis,
    IReadOnlyList<int> Sizes,
    IReadOnlyList<double> Percent,
    IReadOnlyList<bool> IsCliff);
