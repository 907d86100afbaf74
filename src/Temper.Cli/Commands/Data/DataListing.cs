using Temper.Data;

namespace Temper.Cli.Commands.Data;

/// <summary>A data set that has a name here, and where it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One sentence.</param>
/// <param name="TrainImages">Training images.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="ClassNames">One per class, in label order.</param>
/// <param name="FoundIn">The folder it is in, "built in", or null when it would have to be fetched.</param>
/// <param name="Looked">Each place that was looked in, with what was found there.</param>
internal sealed record DataListing(
    string Name,
    string Description,
    int TrainImages,
    int TestImages,
    int Height,
    int Width,
    IReadOnlyList<string> ClassNames,
    string? FoundIn,
    IReadOnlyList<string> Looked)
{
    public static DataListing Of(DatasetInfo info) => new(
        info.Name, info.Description, info.TrainCount, info.TestCount, info.Height, info.Width, info.ClassNames, info.FoundIn, info.Looked);
}
