namespace Temper.Data;

/// <summary>What is known of a data set without loading it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One sentence.</param>
/// <param name="TrainCount">Training images.</param>
/// <param name="TestCount">Test images.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="ClassNames">One per class, in label order.</param>
/// <param name="FoundIn">The folder it would be loaded from, "built in", or null when it would have to be fetched.</param>
/// <param name="Looked">Each place that was looked in, with what was found there.</param>
public sealed record DatasetInfo(
    string Name,
    string Description,
    int TrainCount,
    int TestCount,
    int Height,
    int Width,
    IReadOnlyList<string> ClassNames,
    string? FoundIn,
    IReadOnlyList<string> Looked);
