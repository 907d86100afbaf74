namespace Temper.Export;

/// <summary>What an ONNX file of a model contains.</summary>
public sealed record OnnxOptions
{
    /// <summary>
    /// Whether the graph takes raw rows (uint8, or float where the model takes floats) and scales them as the model was trained;
    /// default true. False: it takes numbers that have been scaled already (float).
    /// </summary>
    public bool Scale { get; init; } = true;

    /// <summary>
    /// Whether a BatchNorm right behind a Linear becomes part of it: W' = W s, b' = (b - mean) s + shift with
    /// s = scale / sqrt(variance + eps), in 64 bits, rounded once. Default false, as the results then differ in the last bits.
    /// </summary>
    public bool Fold { get; init; }

    /// <summary>Whether the output is probabilities instead of logits; default false. A predicted value is given in its unit in any case.</summary>
    public bool Softmax { get; init; }
}
