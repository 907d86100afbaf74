namespace Temper.Lab.Reports;

/// <summary>What an arm did to one class, in percentage points.</summary>
/// <param name="Mean">Mean effect, positive where it helps; NaN where nothing could be measured.</param>
/// <param name="Low">Lower end of its interval, or NaN where there is none.</param>
/// <param name="High">Upper end of its interval, or NaN where there is none.</param>
public sealed record ClassEffect(double Mean, double Low, double High);
