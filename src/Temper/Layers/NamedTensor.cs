namespace Temper.Layers;

/// <summary>Numbers with a name and a shape, in PyTorch's order: an entry of a state dict.</summary>
/// <param name="Name">E.g. "input.weight".</param>
/// <param name="Shape">E.g. [200, 784]; empty for a single number.</param>
/// <param name="Values">Row-major.</param>
/// <param name="IsInteger">True where PyTorch keeps a 64-bit integer (num_batches_tracked).</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values, bool IsInteger = false);
