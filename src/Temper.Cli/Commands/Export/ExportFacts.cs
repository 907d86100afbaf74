namespace Temper.Cli.Commands.Export;

/// <summary>A file that temper export has written.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Format">onnx or safetensors.</param>
/// <param name="Bytes">Its length in bytes.</param>
internal sealed record ExportFacts(string File, string Format, long Bytes)
{
    /// <summary>What an ONNX graph takes; null for safetensors.</summary>
    public string? Input { get; init; }

    /// <summary>What an ONNX graph gives; null for safetensors.</summary>
    public string? Output { get; init; }

    /// <summary>An ONNX graph's operators; null for safetensors.</summary>
    public IReadOnlyList<string>? Operators { get; init; }

    /// <summary>BatchNorms of an ONNX graph that became part of the Linear before them; null for safetensors.</summary>
    public int? Folded { get; init; }

    /// <summary>Names of a safetensors file's tensors; null for ONNX.</summary>
    public IReadOnlyList<string>? Tensors { get; init; }
}
