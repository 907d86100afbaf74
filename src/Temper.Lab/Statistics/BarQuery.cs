namespace Temper.Lab.Statistics;

/// <summary>A p-value that a bar needs.</summary>
/// <param name="Query">The test to be made.</param>
/// <param name="Tell">Takes it in.</param>
internal sealed record BarQuery(FlipQuery Query, Action<double> Tell);
