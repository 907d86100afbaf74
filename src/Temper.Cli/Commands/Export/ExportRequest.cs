using Temper.Export;

namespace Temper.Cli.Commands.Export;

/// <summary>The parsed arguments of temper export.</summary>
/// <param name="Model">A model file or the folder of a run, as typed.</param>
/// <param name="Onnx">--onnx, or null.</param>
/// <param name="Options">What the ONNX graph contains.</param>
/// <param name="SafeTensors">--safetensors, or null.</param>
/// <param name="Force">Whether files that are there are replaced.</param>
internal sealed record ExportRequest(string Model, string? Onnx, OnnxOptions Options, string? SafeTensors, bool Force);
