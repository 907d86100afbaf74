namespace Temper.Lab.Statistics;

/// <summary>An arm about a centre, as a weighted sum of coins.</summary>
/// <param name="Weights">Differences from the centre, per seed, divided by their length; 0 where a seed has none.</param>
/// <param name="Length">Square root of the sum of their squares.</param>
/// <param name="Seen">|sum of the weights| less what counts as a tie: T as it was seen. At most 0 where every way to toss is as extreme.</param>
internal sealed record FlipForm(double[] Weights, double Length, double Seen);
