namespace Temper.Export;

/// <summary>What has been written into an ONNX file.</summary>
/// <param name="InputName">Name of the input.</param>
/// <param name="InputType">uint8 or float.</param>
/// <param name="OutputName">logits, probabilities or values; float.</param>
/// <param name="Features">The input is [batch, features].</param>
/// <param name="Outputs">The output is [batch, outputs]: a number per class, or one value.</param>
/// <param name="Operators">The graph's operators in order.</param>
/// <param name="Folded">BatchNorms that have become part of the Linear before them.</param>
/// <param name="BatchNorms">BatchNorms that have been kept.</param>
public sealed record OnnxSummary(
    string InputName,
    string InputType,
    string OutputName,
    int Features,
    int Outputs,
    IReadOnlyList<string> Operators,
    int Folded,
    int BatchNorms);
