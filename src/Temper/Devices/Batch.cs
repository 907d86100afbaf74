namespace Temper.Devices;

/// <summary>Which rows of a data set form a batch: those named by Rows consecutive entries of an index buffer.</summary>
/// <param name="Indices">Row numbers into the data set.</param>
/// <param name="Start">First entry of the batch.</param>
/// <param name="Rows">Number of entries.</param>
public readonly record struct Batch(IndexBuffer Indices, int Start, int Rows);
