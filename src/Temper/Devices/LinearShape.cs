namespace Temper.Devices;

/// <summary>Sizes of one fully connected operation.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features.</param>
public readonly record struct LinearShape(int Rows, int In, int Out);
