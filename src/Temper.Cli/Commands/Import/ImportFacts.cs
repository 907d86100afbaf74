namespace Temper.Cli.Commands.Import;

/// <summary>What temper import made.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="State">The state dict's file.</param>
/// <param name="WeightsHash">SHA-256 over weights and statistics, as in the records of runs.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="ClassNames">One per output.</param>
/// <param name="ScaledTo">What the bytes 0 and 255 become.</param>
/// <param name="TrainedOn">The data set it was trained on.</param>
internal sealed record ImportFacts(
    string Model,
    string State,
    string WeightsHash,
    int Parameters,
    int Height,
    int Width,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<float> ScaledTo,
    string TrainedOn);
