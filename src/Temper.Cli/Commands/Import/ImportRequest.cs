using Temper.Data;
using Temper.Layers;

namespace Temper.Cli.Commands.Import;

/// <summary>What temper import was asked for.</summary>
/// <param name="State">The state dict's file.</param>
/// <param name="Out">The model's file.</param>
/// <param name="Layers">The net.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="ClassNames">One per output.</param>
/// <param name="Scaler">How bytes become floats.</param>
/// <param name="TrainedOn">The data it was trained on.</param>
/// <param name="StripPrefix">What is taken off the tensors' names; null for nothing.</param>
/// <param name="Force">Whether a file that is there is replaced.</param>
internal sealed record ImportRequest(
    string State,
    string Out,
    IReadOnlyList<LayerSpec> Layers,
    int Height,
    int Width,
    IReadOnlyList<string> ClassNames,
    Scaler Scaler,
    DatasetReference TrainedOn,
    string? StripPrefix,
    bool Force);
