namespace Temper.Lab.Reports;

/// <summary>The outcome of one combination of two factors.</summary>
/// <param name="Mean">Its mean, or NaN where nothing could be measured.</param>
/// <param name="Low">Lower end of the mean's interval, or NaN where there is none.</param>
/// <param name="High">Upper end of the mean's interval, or NaN where there is none.</param>
public sealed record InteractionCell(double Mean, double Low, double High);
