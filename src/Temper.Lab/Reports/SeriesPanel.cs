namespace Temper.Lab.Reports;

/// <summary>One question in a picture of effects against a setting.</summary>
/// <param name="Name">The question.</param>
/// <param name="Points">Its answers in the order of the values, as rows of a forest plot.</param>
public sealed record SeriesPanel(string Name, IReadOnlyList<ForestRow> Points);
