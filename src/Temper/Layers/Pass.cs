namespace Temper.Layers;

/// <summary>One pass through a net.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Training">True: dropout drops, BatchNorm uses and records the batch's statistics.</param>
/// <param name="Seed">Seed of the dropout masks.</param>
/// <param name="Step">Training step, the key of its dropout masks.</param>
public readonly record struct Pass(int Rows, bool Training, ulong Seed = 0, long Step = 0);
