namespace Temper.Cli.Commands;

/// <summary>A file that temper export has written.</summary>
/// <param name="File">Its path.</param>
/// <param name="Format">onnx or safetensors.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Input">What an ONNX graph takes; null for safetensors.</param>
/// <param name="Output">What an ONNX graph gives; null for safetensors.</param>
/// <param name="Operators">An ONNX graph's operators, or the names of a safetensors file's tensors.</param>
/// <param name="Folded">BatchNorms that became part of the Linear before them.</param>
internal sealed record ExportFacts(string File, string Format, long Bytes, string? Input, string? Output, IReadOnlyList<string> Operators, int Folded);
