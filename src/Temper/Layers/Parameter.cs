namespace Temper.Layers;

/// <summary>A named stretch of a net's flat memory.</summary>
/// <param name="Name">PyTorch's state-dict name, e.g. "hd1.weight".</param>
/// <param name="Shape">PyTorch's shape: [out, in] for a Linear's weight. The device keeps matrices as [in, out].</param>
/// <param name="Offset">First element.</param>
/// <param name="Length">Number of elements.</param>
/// <param name="IsWeight">True for weight matrices, false for biases and for BatchNorm's scale and shift.</param>
public sealed record Parameter(string Name, IReadOnlyList<int> Shape, int Offset, int Length, bool IsWeight);
