namespace Temper.Layers;

/// <summary>
/// One operator of ONNX in an activation's formula: it is applied to what the operator before gives, the first to the activation's input.
/// </summary>
/// <param name="Type">The operator, e.g. "Tanh".</param>
/// <param name="Constant">Its second operand; null where it has none, or another.</param>
internal sealed record ElementOperator(string Type, double? Constant = null)
{
    /// <summary>Whether its second operand is the activation's input.</summary>
    public bool WithInput { get; init; }

    /// <summary>Its attribute "alpha"; null where it has none.</summary>
    public double? Alpha { get; init; }
}
