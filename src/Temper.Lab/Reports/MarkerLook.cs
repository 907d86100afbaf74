namespace Temper.Lab.Reports;

/// <summary>Shape and colour of a point.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Colour">"0" to "3" for a line colour, or "soft".</param>
internal sealed record MarkerLook(MarkerShape Shape, string Colour);
