namespace Temper.Layers;

/// <summary>One pass through a net.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Training">True: dropout drops, BatchNorm uses and records the batch's statistics.</param>
/// <param name="Seed">Seed of the dropout masks.</param>
/// <param name="Step">Training step, the key of its dropout masks.</param>
/// <param name="StatisticsBatch">
/// 0 in training. From 1 on: BatchNorm makes its running statistics anew, as the plain average
/// over batches, of which this is that number; the pass does not count as one of training.
/// </param>
public readonly record struct Pass(int Rows, bool Training, ulong Seed = 0, long Step = 0, int StatisticsBatch = 0);
